#pragma once
// Growing memory for values on their way to Arrow: like a vector of bytes that never zeroes what is
// about to be written, which is a tenth of the cost of filling a batch.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace osiris::exchange {

class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~ByteBuffer() {
    std::free(data_);
  }  // NOLINT(cppcoreguidelines-no-malloc): realloc grows in place.

  std::uint8_t* data() { return data_; }
  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  /// Forgets what is behind the first `size` bytes, of which there are as many.
  void cut(std::size_t size) { size_ = size; }

  /// Makes room for `count` bytes more.
  void reserve_more(std::size_t count) {
    if (capacity_ - size_ < count) {
      grow(count);
    }
  }
  /// Counts bytes that were written behind the end, within what reserve_more() made room for.
  void advance(std::size_t count) { size_ += count; }

  template <class T>
  void append(T value) {
    reserve_more(sizeof(T));
    std::memcpy(data_ + size_, &value, sizeof(T));
    size_ += sizeof(T);
  }
  void append_bytes(const void* bytes, std::size_t count) {
    reserve_more(count);
    if (count > 0) {
      std::memcpy(data_ + size_, bytes, count);
    }
    size_ += count;
  }
  void append_zeros(std::size_t count) {
    reserve_more(count);
    std::memset(data_ + size_, 0, count);
    size_ += count;
  }

 private:
  void grow(std::size_t count) {
    std::size_t capacity = capacity_ < 1024 ? 1024 : capacity_ * 2;
    while (capacity < size_ + count) {
      capacity *= 2;
    }
    auto* grown = static_cast<std::uint8_t*>(std::realloc(data_, capacity));  // NOLINT
    if (grown == nullptr) {
      throw std::bad_alloc();  // As operator new would; caught where drivers are called.
    }
    data_ = grown;
    capacity_ = capacity;
  }

  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace osiris::exchange
