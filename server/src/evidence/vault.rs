//! Where the files lie: a folder outside everything that is served, random names, each file sealed in pieces under a
//! key of its own. Nothing of a file is ever on the disk in the clear, not even while it arrives.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use app::evidence::LARGEST_FILE;
use sealing::{Cipher, NONCE, TAG};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::examine::Decoder;
use crate::clock::{Chance, hex};
use crate::fault::Fault;
use crate::keys::Keys;

/// What is sealed at a time, in bytes.
const PIECE: usize = 64 * 1024;
/// The random part of a file's nonces; the rest is the piece's number and whether it is the last.
const SALT: usize = NONCE - 5;
/// Files that may arrive at the same time.
const ARRIVALS: usize = 32;

/// The folder, and how many may work with it at once.
pub struct Vault {
    folder: PathBuf,
    /// Places for files that are arriving.
    pub(super) arrivals: Semaphore,
    /// One file at a time is opened in memory and looked through: however many arrive, memory stays where it is.
    pub(super) examining: Semaphore,
    /// What makes JPEGs of HEIC photographs, where this machine can.
    pub(super) decoder: Option<Decoder>,
}

impl Vault {
    /// The vault in this data folder, made if it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn open(data: &Path) -> Result<Self, Fault> {
        let folder = data.join("evidence");
        private_folder(&folder.join("arriving"))
            .map_err(|error| Fault::Other(format!("{}: {error}", folder.display())))?;
        Ok(Self {
            folder,
            arrivals: Semaphore::new(ARRIVALS),
            examining: Semaphore::new(1),
            decoder: Decoder::of_the_machine(data),
        })
    }

    /// Where a file lies that is kept: in one of 256 folders by the beginning of its name.
    pub(super) fn kept(&self, id: &str) -> PathBuf {
        self.folder.join(id.get(..2).unwrap_or_default()).join(id)
    }

    /// Where a file lies while it arrives.
    pub(super) fn arriving(&self, id: &str) -> PathBuf {
        self.folder.join("arriving").join(id)
    }

    /// Every file of the vault, arriving or kept: its folder's name and its own.
    pub(super) fn files(&self) -> io::Result<Vec<(PathBuf, String)>> {
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let file = file?;
                found.push((file.path(), file.file_name().to_string_lossy().into_owned()));
            }
        }
        Ok(found)
    }
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

fn private_file(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// A file that goes away with this, unless it is let lie.
pub(super) struct Provisional(Option<PathBuf>);

impl Provisional {
    pub fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// It stays. Whoever has no row for it in the end is found by the tidying.
    pub fn let_lie(mut self) {
        self.0 = None;
    }
}

impl Drop for Provisional {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a file that was not kept could not be removed");
        }
    }
}

/// Seals what is written to it.
pub(super) struct Sealing {
    file: File,
    lies: Provisional,
    cipher: Cipher,
    salt: [u8; SALT],
    number: u32,
    waiting: Vec<u8>,
    bytes: u64,
    digest: Sha256,
}

/// What was sealed.
pub(super) struct Sealed {
    pub lies: Provisional,
    pub bytes: u64,
    /// SHA-256 of what was written, in hex.
    pub digest: String,
}

impl Sealing {
    /// A new file at this path, bound to this place.
    pub fn begin(path: PathBuf, keys: &Keys, place: &str, chance: &Chance) -> io::Result<Self> {
        let mut file = private_file(&path)?;
        let salt = chance.bytes::<SALT>();
        let lies = Provisional(Some(path));
        file.write_all(&salt)?;
        Ok(Self {
            file,
            lies,
            cipher: keys.of_a_file(place),
            salt,
            number: 0,
            waiting: Vec::with_capacity(PIECE),
            bytes: 0,
            digest: Sha256::new(),
        })
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let sealed = self
            .cipher
            .seal(nonce(self.salt, self.number, is_last), b"", &self.waiting)
            .ok_or_else(|| io::Error::other("a piece could not be sealed"))?;
        self.file.write_all(&sealed)?;
        self.waiting.clear();
        self.number = self
            .number
            .checked_add(1)
            .ok_or_else(|| io::Error::other("too many pieces"))?;
        Ok(())
    }

    /// Seals the rest, and sees it onto the disk.
    pub fn finish(mut self) -> io::Result<Sealed> {
        self.seal(true)?;
        self.file.sync_all()?;
        Ok(Sealed {
            lies: self.lies,
            bytes: self.bytes,
            digest: hex(&self.digest.finalize()),
        })
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only when more comes is it known that a full piece is not the last.
        if self.waiting.len() == PIECE && !bytes.is_empty() {
            self.seal(false)?;
        }
        let taken = bytes.len().min(PIECE - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        self.digest.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens a sealed file piece by piece. A piece that was changed, moved, left out or added does not open.
pub(super) struct Opening {
    file: File,
    left: u64,
    cipher: Cipher,
    salt: [u8; SALT],
    number: u32,
}

impl Opening {
    pub fn begin(path: &Path, keys: &Keys, place: &str) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut salt = [0; SALT];
        file.read_exact(&mut salt)?;
        let left = file.metadata()?.len().saturating_sub(SALT as u64);
        Ok(Self {
            file,
            left,
            cipher: keys.of_a_file(place),
            salt,
            number: 0,
        })
    }

    /// The next piece; `None` after the last.
    pub fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.left == 0 {
            return Ok(None);
        }
        let length = self.left.min((PIECE + TAG) as u64);
        let is_last = length == self.left;
        let mut sealed = vec![0; usize::try_from(length).unwrap_or(PIECE + TAG)];
        self.file.read_exact(&mut sealed)?;
        let plain = self
            .cipher
            .open(nonce(self.salt, self.number, is_last), b"", &sealed)
            .ok_or_else(|| {
                io::Error::other("a sealed file does not open: wrong key, or changed")
            })?;
        self.left -= length;
        self.number += 1;
        Ok(Some(plain))
    }

    /// All of it, of a file that is not larger than one may be.
    pub fn whole(mut self) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        while let Some(piece) = self.next()? {
            if plain.len() as u64 + piece.len() as u64 > LARGEST_FILE {
                return Err(io::Error::other("larger than a file may be"));
            }
            plain.extend_from_slice(&piece);
        }
        Ok(plain)
    }
}

/// The STREAM construction: whoever cuts off the end, or joins two files, makes a nonce that was never used.
fn nonce(salt: [u8; SALT], number: u32, is_last: bool) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    nonce[..SALT].copy_from_slice(&salt);
    nonce[SALT..SALT + 4].copy_from_slice(&number.to_be_bytes());
    nonce[SALT + 4] = u8::from(is_last);
    nonce
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "evidence,500106001,matter,m1,a1";

    struct Room {
        folder: tempfile::TempDir,
        keys: Keys,
        chance: Chance,
    }

    impl Room {
        fn new() -> Self {
            Self {
                folder: tempfile::tempdir().unwrap(),
                keys: Keys::from_root(&[7; 32]),
                chance: Chance::seeded(1),
            }
        }

        fn seal(&self, bytes: &[u8]) -> PathBuf {
            let path = self.folder.path().join(self.chance.token());
            let mut sealing =
                Sealing::begin(path.clone(), &self.keys, PLACE, &self.chance).unwrap();
            sealing.write_all(bytes).unwrap();
            let sealed = sealing.finish().unwrap();
            assert_eq!(sealed.bytes, bytes.len() as u64);
            assert_eq!(sealed.digest, crate::keys::sha256(bytes));
            sealed.lies.let_lie();
            path
        }

        fn open(&self, path: &Path, place: &str) -> io::Result<Vec<u8>> {
            Opening::begin(path, &self.keys, place)?.whole()
        }
    }

    #[test]
    fn what_is_sealed_opens_again_at_any_length() {
        let room = Room::new();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let path = room.seal(&bytes);
            assert_eq!(room.open(&path, PLACE).unwrap(), bytes, "{length}");
        }
    }

    #[test]
    fn nothing_readable_lies_on_the_disk() {
        let room = Room::new();
        let text = b"a certificate that nobody else reads";
        let path = room.seal(&text.repeat(5000));
        let lying = fs::read(path).unwrap();
        assert!(!lying.windows(12).any(|some| some == &text[..12]));
    }

    #[test]
    fn a_file_that_was_moved_cut_lengthened_or_changed_does_not_open() {
        let room = Room::new();
        let path = room.seal(&[9; 3 * PIECE + 5]);
        assert!(room.open(&path, "evidence,500106001,matter,m2,a1").is_err());
        let whole = fs::read(&path).unwrap();
        let piece = PIECE + TAG;
        let swapped = || {
            let mut swapped = whole.clone();
            let (one, other) = swapped[SALT..SALT + 2 * piece].split_at_mut(piece);
            one.swap_with_slice(other);
            swapped
        };
        let mut changed = whole.clone();
        changed[SALT + 10] ^= 1;
        for (what, bytes) in [
            ("cut at a piece", whole[..SALT + 2 * piece].to_vec()),
            ("cut within a piece", whole[..whole.len() - 1].to_vec()),
            ("only the salt", whole[..SALT].to_vec()),
            ("lengthened", [&whole[..], &[0; 40]].concat()),
            ("swapped", swapped()),
            ("changed", changed),
        ] {
            fs::write(&path, bytes).unwrap();
            let opened = room.open(&path, PLACE);
            // Without any piece there is nothing to open, and nothing is made up.
            assert!(
                opened.as_ref().is_err() || opened.as_ref().is_ok_and(Vec::is_empty),
                "{what}"
            );
            if what != "only the salt" {
                assert!(opened.is_err(), "{what}");
            }
        }
    }

    #[test]
    fn what_is_not_kept_leaves_nothing() {
        let room = Room::new();
        let path = room.folder.path().join("cut-off");
        let mut sealing = Sealing::begin(path.clone(), &room.keys, PLACE, &room.chance).unwrap();
        sealing.write_all(&[1; 2 * PIECE]).unwrap();
        assert!(path.exists());
        drop(sealing);
        assert!(!path.exists());
    }

    #[test]
    #[cfg(unix)]
    fn only_the_portal_itself_may_read_the_folder_and_its_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let room = Room::new();
        let vault = Vault::open(room.folder.path()).unwrap();
        let path = vault.kept("ab12");
        Sealing::begin(path.clone(), &room.keys, PLACE, &room.chance)
            .unwrap()
            .finish()
            .unwrap()
            .lies
            .let_lie();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}
