// Operand: what an expression came to, borrowed where it can be.
//
// "$name" comes to bytes of the document, {$concat: [...]} to a Value of its
// own; whoever looks at the result sees an Element either way, so that reading
// a field copies nothing.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstddef>
#include <utility>

namespace meerkat::query {

// What is borrowed must outlive it: bytes of the document, of the expression,
// or of a variable while that is in scope.
class Operand {
 public:
  // A missing value.
  Operand() = default;
  Operand(Value value) : owned_(std::move(value)) {}  // NOLINT
  static Operand Borrow(const Element& element) {
    Operand operand;
    operand.borrowed_ = element;
    return operand;
  }

  // Valid while this Operand stays where it is.
  Element element() const {
    return borrowed_.exists() ? borrowed_ : owned_.element();
  }
  // Bytes of its own.
  size_t owned_size() const {
    return borrowed_.exists() ? 0 : owned_.element().payload().size();
  }
  // The value by itself, copied when it is borrowed.
  Value Own() && {
    return borrowed_.exists() ? Value(borrowed_) : std::move(owned_);
  }

 private:
  Value owned_;
  Element borrowed_;
};

}  // namespace meerkat::query
