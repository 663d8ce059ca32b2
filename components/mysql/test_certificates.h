#pragma once
// For the tests of this family: certificates, as the program openssl makes them.

#include "osiris/base/check.h"
#include "osiris/base/temporary_folder.h"

#include <cstdlib>
#include <string>

namespace osiris::components::mysql {

/// A CA, and what it vouches for. All but the CA's have one key, key.pem.
class TestCertificates {
 public:
  TestCertificates() {
    make_ca("ca");
    make_ca("strangers_ca");
    run("openssl genrsa -out key.pem 2048");
    run("openssl genrsa -out other_key.pem 2048");
    run("openssl rsa -aes128 -passout pass:secret -in key.pem -out locked_key.pem");
    make("here", "DNS:localhost,IP:127.0.0.1", 30);
    make("elsewhere", "DNS:db.example,IP:192.0.2.1", 30);
    make("expired", "DNS:localhost,IP:127.0.0.1", -1);
    make("client", "DNS:client.example", 30);
    run("cat client.pem key.pem > client_with_key.pem && chmod 644 *.pem");
  }

  /// Returns the path of `<name>.pem`.
  std::string operator[](const std::string& name) const {
    return (folder_ / (name + ".pem")).string();
  }
  /// Writes a file beside them and returns its path.
  std::string file(const std::string& name, const std::string& text) const {
    OSIRIS_CHECK(RealFileSystem().write_text(folder_ / name, text).has_value(), name);
    return (folder_ / name).string();
  }

 private:
  void run(const std::string& command) const {
    const std::string whole = "cd '" + folder_.path().string() + "' && (" + command + ") 2>log";
    OSIRIS_CHECK(std::system(whole.c_str()) == 0, command);
  }
  void make_ca(const std::string& name) const {
    run("openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=" + name + " -keyout " +
        name + ".key -out " + name + ".pem");
  }
  void make(const std::string& name, const std::string& names, int days) const {
    run("openssl req -new -key key.pem -subj /CN=" + name +
        " -out request && echo subjectAltName=" + names +
        " >names && openssl x509 -req -in request -CA ca.pem -CAkey ca.key -set_serial " +
        std::to_string(std::hash<std::string>()(name) % 100'000) + " -days " +
        std::to_string(days) + " -extfile names -out " + name + ".pem");
  }

  TemporaryFolder folder_;
};

}  // namespace osiris::components::mysql
