//! Attacks 攻击: on the real program, served on an address of this machine (RELIABILITY §7.3, §12: S-07 to S-12).

mod hostile;
mod secrets;
mod server;
mod slow;
