#pragma once
// An open file of the operating system, closed when nobody needs it.

#include <cstddef>
#include <string_view>

namespace osiris {

/// Owns one file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  /// Takes what open(2) returned; a negative number means "not open".
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  /// Gives the descriptor to the caller, who closes it.
  int release();
  /// Closes now, keeping errno as it was.
  void close();

 private:
  int number_ = -1;
};

/// Writes until nothing is left, through short writes and interruptions; what was written is
/// removed from the front of `bytes`. Returns 0 or the errno value.
int write_fully(int descriptor, std::string_view& bytes);

/// Tries to lock the file exclusively without waiting. Returns 0 or the errno value (EWOULDBLOCK
/// if somebody has it). Source: flock(2).
int try_lock(int descriptor);

}  // namespace osiris
