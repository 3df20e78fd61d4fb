namespace AsyncRL.Atari.Hardware;

/// <summary>The kinds of cartridges, by the names that emulators give them.</summary>
internal enum CartridgeType
{
    /// <summary>2 KB, seen twice.</summary>
    Plain2K,

    /// <summary>4 KB.</summary>
    Plain4K,

    /// <summary>8 KB in two banks.</summary>
    F8,

    /// <summary>16 KB in four banks.</summary>
    F6,

    /// <summary>32 KB in eight banks.</summary>
    F4,

    /// <summary>F8 with 128 bytes of memory.</summary>
    F8SC,

    /// <summary>F6 with 128 bytes of memory.</summary>
    F6SC,

    /// <summary>F4 with 128 bytes of memory.</summary>
    F4SC,

    /// <summary>Parker Brothers: 8 KB in eight slices, three of which are chosen.</summary>
    E0,

    /// <summary>Activision: 8 KB, the bank follows address bit 13.</summary>
    FE,

    /// <summary>Tigervision: banks of 2 KB.</summary>
    Tigervision3F,

    /// <summary>Pitfall II: 8 KB of program, 2 KB of data behind eight fetchers.</summary>
    Dpc,
}
