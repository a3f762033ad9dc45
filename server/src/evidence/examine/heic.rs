//! HEIC photographs, made JPEG by a program of its own: libheif's `heif-convert`. What decodes them is C++ with a long list
//! of memory faults; there it sees one file, no environment, and is ended when it takes too much.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use app::evidence::NotTaken;
use sha2::{Digest as _, Sha256};

use crate::clock::hex;

/// A folder that is memory: what lies there in the clear is on no disk.
const MEMORY: &str = "/dev/shm";
/// How long one photograph may take, in seconds: of the wall's clock, and of a processor's.
const WALL: &str = "30";
const PROCESSOR: &str = "--cpu=20";
/// The address space, and the largest file that may be written, in bytes.
const SPACE: &str = "--as=1073741824";
const LARGEST: &str = "--fsize=134217728";
/// The same for whoever reads it.
const LARGEST_READ: u64 = 128 * 1024 * 1024;

/// What makes JPEGs of HEIC photographs on this machine.
#[derive(Debug)]
pub struct Decoder {
    program: PathBuf,
    /// How the rooms of this process are named, in memory; a room is there while its photograph is.
    rooms: PathBuf,
}

/// How many rooms this process has opened: no two have one name.
static ROOMS: AtomicU64 = AtomicU64::new(0);

impl Decoder {
    /// The decoder of this machine, for the portal with this data folder. `None` where `heif-convert`, the two programs
    /// that keep it short (`timeout`, `prlimit`) or a folder in memory are missing.
    pub fn of_the_machine(data: &Path) -> Option<Self> {
        let program = found("heif-convert")?;
        found("timeout")?;
        found("prlimit")?;
        let place = fs::canonicalize(data).ok()?;
        let own = Sha256::digest(place.as_os_str().as_encoded_bytes());
        let prefix = format!("yuban-{}-", hex(&own[..12]));
        sweep(&prefix).ok()?;
        Some(Self {
            program,
            rooms: Path::new(MEMORY).join(format!("{prefix}{}", std::process::id())),
        })
    }

    /// The photograph as a JPEG, of whatever size: who decodes that looks first.
    pub(super) fn jpeg_of(&self, photograph: &[u8]) -> io::Result<Result<Vec<u8>, NotTaken>> {
        let nth = ROOMS.fetch_add(1, Ordering::Relaxed);
        let room = Room::open(PathBuf::from(format!("{}-{nth}", self.rooms.display())))?;
        let (given, made) = (room.0.join("given"), room.0.join("made.jpg"));
        fs::write(&given, photograph)?;
        let ended = Command::new("timeout")
            .args(["--signal=KILL", WALL, "prlimit", SPACE, PROCESSOR, LARGEST])
            .arg("--core=0")
            .arg(&self.program)
            .args(["-q", "92"])
            .args([&given, &made])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .current_dir(&room.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !ended.success() {
            return Ok(Err(NotTaken::Broken));
        }
        // A file of several pictures becomes several files; the first is the photograph.
        let first = room.0.join("made-1.jpg");
        let made = if first.exists() { first } else { made };
        let Ok(file) = fs::File::open(made) else {
            return Ok(Err(NotTaken::Broken));
        };
        let mut jpeg = Vec::new();
        file.take(LARGEST_READ).read_to_end(&mut jpeg)?;
        Ok(Ok(jpeg))
    }
}

/// A folder for one photograph, which goes away with all that is in it.
struct Room(PathBuf);

impl Room {
    /// A folder that was not there before, for nobody else.
    fn open(path: PathBuf) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::error!(%error, "a photograph is left in memory");
        }
    }
}

/// Takes away what portals with this data folder left in memory when they were killed.
fn sweep(prefix: &str) -> io::Result<()> {
    for room in fs::read_dir(MEMORY)? {
        let room = room?;
        let name = room.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(prefix)) else {
            continue;
        };
        let process = process.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            fs::remove_dir_all(room.path())?;
        }
    }
    Ok(())
}

/// Where a program is on this machine.
fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|program| program.is_file())
}
