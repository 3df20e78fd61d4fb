using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Tests.Support;

/// <summary>Memory as a test wants it: the console's and a cartridge's 128 bytes.</summary>
internal sealed class FakeMemory : IRuleMemory
{
    public byte[] Console { get; } = new byte[128];

    public byte[] Cartridge { get; } = new byte[128];

    public ReadOnlySpan<byte> Ram => Console;

    public int Peek(int address) => Cartridge[address & 127];
}
