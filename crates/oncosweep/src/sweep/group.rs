//! Records of many groups brought together group by group, in linear time.

/// Writes the values of `records` (each with the number of its group) into `grouped`, group by group in their order; returns one past the last of each.
pub(crate) fn group<T: Copy>(records: &[(u32, T)], groups: usize, grouped: &mut Vec<T>) -> Vec<u32> {
    let mut places = vec![0u32; groups];
    for &(group, _) in records {
        places[group as usize] += 1;
    }
    let mut start = 0;
    for place in &mut places {
        (*place, start) = (start, start + *place);
    }
    // Any value will do where each is written over.
    grouped.clear();
    grouped.extend(records.iter().map(|&(_, value)| value));
    for &(group, value) in records {
        let place = &mut places[group as usize];
        grouped[*place as usize] = value;
        *place += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equals_a_stable_sort(records in prop::collection::vec((0u32..7, any::<u16>()), 0..60)) {
            let mut sorted = records.clone();
            sorted.sort_by_key(|&(group, _)| group);
            let mut grouped = vec![9; 3];
            let ends = group(&records, 7, &mut grouped);
            prop_assert_eq!(&grouped, &sorted.iter().map(|&(_, value)| value).collect::<Vec<_>>());
            let expected: Vec<u32> = (0..7).map(|g| sorted.iter().filter(|&&(group, _)| group <= g).count() as u32).collect();
            prop_assert_eq!(ends, expected);
        }
    }
}
