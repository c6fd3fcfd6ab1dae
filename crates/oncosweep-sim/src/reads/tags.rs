//! Texts of tags.

/// Appends a number in decimal.
#[inline]
pub fn push_number(out: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0u8; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a CIGAR as text.
pub fn push_cigar_text(out: &mut Vec<u8>, cigar: &[u32]) {
    for &packed in cigar {
        push_number(out, packed >> 4);
        out.push(b"MIDNSHP=X"[(packed & 15).min(8) as usize]);
    }
}
