-- 长辈版 goes with the person to another device: `yes`, `no`, or empty where they never chose.
ALTER TABLE account ADD COLUMN elder TEXT NOT NULL DEFAULT '';
