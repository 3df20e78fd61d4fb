namespace AsyncRL.Atari.Games;

/// <summary>What a rule reads.</summary>
internal interface IRuleMemory
{
    /// <summary>The console's 128 bytes of memory, from $80 on.</summary>
    ReadOnlySpan<byte> Ram { get; }

    /// <summary>A byte as the bus would give it, without any effect.</summary>
    int Peek(int address);
}
