//! Evidence and verification 佐证与核验: the acts on both engines, on one small county.

mod bench;
mod evidence;
mod verifications;
mod worlds;
