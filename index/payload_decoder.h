// Builds BSON values from key bytes, for key_decoder.h.
#pragma once

#include <meerkat/document.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "index/key_reader.h"
#include "index/type_bits.h"

namespace meerkat::index {

// Appends payloads, as BSON stores them, to a string. What is wrong anywhere
// makes the reader fail; the loops then end by themselves, because it gives
// zeros. Not looked at: whether text is UTF-8, whether sizes are BSON's.
class PayloadDecoder {
 public:
  // Keeps references to all three.
  PayloadDecoder(KeyReader& reader, TypeBitsReader& bits, std::string& payload)
      : reader_(reader), bits_(bits), payload_(payload) {}

  // Reads what follows a value's leading byte and returns its type. `depth` is
  // the number of documents and arrays around it.
  Type ReadValue(uint8_t leading_byte, int depth);

 private:
  Type ReadBody(uint8_t leading_byte, int depth);
  void ReadText();
  void ReadDocument(int depth);
  Type ReadFieldValue(uint8_t bracket, int depth);
  void ReadArray(int depth);
  void ReadBinary();
  void ReadRegex();
  void ReadDbPointer();
  void ReadCodeWithScope(int depth);

  Type Fail();
  // Leaves room for BSON's int32 size and returns its position. Filled in, it
  // counts the bytes from `from` to the end.
  size_t OpenSize();
  void CloseSize(size_t position, size_t from);

  KeyReader& reader_;
  TypeBitsReader& bits_;
  std::string& payload_;
};

}  // namespace meerkat::index
