// The parts of asio that need not be in every file.
#include <asio/impl/src.hpp>
