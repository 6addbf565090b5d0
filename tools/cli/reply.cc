#include "tools/cli/reply.h"

namespace meerkat::tools {

int64_t CountIn(const Element& element) {
  switch (element.type()) {
    case Type::kInt32:
      return element.AsInt32();
    case Type::kInt64:
      return element.AsInt64();
    case Type::kDouble:
      return static_cast<int64_t>(element.AsDouble());
    default:
      return 0;
  }
}

}  // namespace meerkat::tools
