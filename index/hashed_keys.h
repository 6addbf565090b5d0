// The entries of an index of kind kHashed: {user: "hashed", at: 1}.
//
// One entry for each document, with a hash in place of the value of the hashed
// field; missing is null. Equal values have equal hashes, under the index's
// collation too. A sparse index has the documents in which some field exists.
// Arrays, in any field of the index or on the way to it, are error 16766.
// MongoDB manual, "Hashed Indexes".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/key_generator.h"
#include "index/key_pattern.h"
#include "index/value_encoder.h"

namespace meerkat::index {

// Appends what stands in the key for `value`: KEY_FORMAT.md, section 9.
void AppendHash(const Element& value, const ValueEncoder& encoder,
                std::string& key);

class HashedKeys : public KeyGenerator {
 public:
  static StatusOr<std::unique_ptr<const KeyGenerator>> Make(
      const IndexSpec& spec);

  Status Generate(DocumentView document, KeySet& keys) const override;

 private:
  HashedKeys(std::vector<KeyPart> parts, bool is_sparse, ValueEncoder encoder)
      : parts_(std::move(parts)),
        is_sparse_(is_sparse),
        encoder_(std::move(encoder)) {}

  const std::vector<KeyPart> parts_;
  const bool is_sparse_;
  const ValueEncoder encoder_;
};

}  // namespace meerkat::index
