//! A real `redis-server` (Debian's package of that name) on a free port of loopback, which keeps nothing on disk.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::program::signal;
use super::serving::until;

const TLS_PORT: &str = "--tls-port";

/// A running server; it ends with its owner.
pub struct Valkey {
    child: Child,
    port: u16,
    settings: Vec<String>,
}

impl Valkey {
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// One with settings of its own, such as `--requirepass` and a password.
    pub fn with(settings: &[&str]) -> Self {
        Self::on(free_port(), settings.iter().map(ToString::to_string).collect())
    }

    /// One that speaks TLS only, with a certificate that vouches for itself: `certificate.pem`, made in this folder.
    pub fn encrypted(folder: &Path) -> Self {
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=valkey \
                    -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
                    -keyout key.pem -out certificate.pem";
        let made = Command::new("openssl").current_dir(folder).args(request.split(' ')).output().expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (port, file) = (free_port(), |name: &str| folder.join(name).display().to_string());
        let mut settings = vec![TLS_PORT.to_owned(), port.to_string()];
        settings.extend(["--port", "0", "--tls-auth-clients", "no"].map(str::to_owned));
        settings.extend(["--tls-cert-file".to_owned(), file("certificate.pem")]);
        settings.extend(["--tls-key-file".to_owned(), file("key.pem")]);
        Self::on(port, settings)
    }

    fn on(port: u16, settings: Vec<String>) -> Self {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
        command.args(&settings);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.expect("redis-server is missing: install Debian's package redis-server");
        until("redis-server", || TcpStream::connect(("127.0.0.1", port)).ok());
        Self { child, port, settings }
    }

    pub fn address(&self) -> String {
        let scheme = if self.settings.iter().any(|setting| setting == TLS_PORT) { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Ends it as a crash does. What lay there is gone.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it anew on the same port, empty.
    pub fn restart(&mut self) {
        self.kill();
        *self = Self::on(self.port, std::mem::take(&mut self.settings));
    }

    /// Holds it still, so that it takes connections and answers nothing.
    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// What the server's own client says to a command.
    pub fn ask(&self, command: &[&str]) -> String {
        let output = Command::new("redis-cli").args(["-p", &self.port.to_string()]).args(command).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Valkey {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
