namespace AsyncRL.Experience;

/// <summary>What an entry of a column belongs to.</summary>
public enum ColumnScope
{
    /// <summary>A step: rows [0, Rows).</summary>
    Row,

    /// <summary>A state: slots [0, Rows + Environments), the states after the segment's end included.</summary>
    Slot,
}
