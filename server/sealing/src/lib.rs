//! XChaCha20-Poly1305, bytes in and bytes out.
//!
//! The cipher is generic code, which is compiled where it is used. In a crate of its own it is optimised in a quick build
//! too: without that, every fifth moment of a desk at work was spent opening dossiers.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

/// Bytes of a nonce: enough that chance never gives one twice.
pub const NONCE: usize = 24;
/// What sealing adds, in bytes.
pub const TAG: usize = 16;

/// One key's cipher.
pub struct Cipher(XChaCha20Poly1305);

impl Cipher {
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals; `place` is bound to it and not kept in it. `None` for more than 256 GiB.
    pub fn seal(&self, nonce: [u8; NONCE], place: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: plain,
            aad: place,
        };
        self.0.encrypt(&XNonce::from(nonce), payload).ok()
    }

    /// Opens what was sealed with this key and nonce for this place; `None` for anything else.
    pub fn open(&self, nonce: [u8; NONCE], place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: sealed,
            aad: place,
        };
        self.0.decrypt(&XNonce::from(nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of draft-irtf-cfrg-xchacha-03, A.3.1: a value that was sealed by one release opens in the next.
    #[test]
    fn it_is_the_cipher_of_the_draft() {
        let key: [u8; 32] = std::array::from_fn(|at| 0x80 + u8::try_from(at).expect("below 32"));
        let nonce: [u8; NONCE] =
            std::array::from_fn(|at| 0x40 + u8::try_from(at).expect("below 24"));
        let place = [
            0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
        ];
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let sealed = Cipher::new(key).seal(nonce, &place, plain).expect("short");
        assert_eq!(sealed.len(), plain.len() + TAG);
        assert_eq!(
            sealed[..8],
            [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]
        );
        assert_eq!(
            sealed[plain.len()..],
            [
                0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8, 0x78, 0x0a,
                0xcf, 0x49
            ]
        );
        let cipher = Cipher::new(key);
        assert_eq!(
            cipher.open(nonce, &place, &sealed).as_deref(),
            Some(&plain[..])
        );
        assert_eq!(cipher.open(nonce, b"elsewhere", &sealed), None);
    }
}
