namespace AsyncRL.Gymnasium;

/// <summary>In which order the axes of a box of three axes lie. Networks read rows, columns, channels.</summary>
public enum ImageLayout
{
    /// <summary>
    /// Channels first where the first extent is smaller than both others and the last one is above 4, as of (4, 84, 84), and
    /// either the numbers are bytes or there are at most 4 channels; rows, columns, channels otherwise.
    /// </summary>
    Auto,

    /// <summary>Rows, columns, channels, whatever the extents are.</summary>
    Hwc,

    /// <summary>Channels, rows, columns, whatever the extents are.</summary>
    Chw,
}
