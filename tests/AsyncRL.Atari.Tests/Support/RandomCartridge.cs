using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Tests.Support;

/// <summary>Cartridges of random instructions: any but those that stop the processor, most of them writes to the TIA.</summary>
internal static class RandomCartridge
{
    private const int BankSize = 4096;
    private const int TailSize = 8;

    private static ReadOnlySpan<byte> Stores => [0x84, 0x85, 0x86];

    private static ReadOnlySpan<byte> Loads => [0xA0, 0xA2, 0xA9];

    // LDA #2, STA VSYNC, STA WSYNC twice, LDA #0, STA VSYNC: a frame ends.
    private static ReadOnlySpan<byte> FrameEnd => [0xA9, 2, 0x85, 0, 0x85, 2, 0x85, 2, 0xA9, 0, 0x85, 0];

    public static byte[] Of(int size, int seed)
    {
        var random = new Random(seed);
        byte[] rom = new byte[size];
        int bank = Math.Min(size, BankSize);
        for (int begin = 0; begin + bank <= size; begin += bank)
        {
            Fill(rom.AsSpan(begin, bank), random);
        }

        return rom;
    }

    private static void Fill(Span<byte> bank, Random random)
    {
        int end = bank.Length - TailSize;
        for (int i = 0; i < end - FrameEnd.Length;)
        {
            switch (random.Next(12))
            {
                case < 4:
                    bank[i++] = Stores[random.Next(Stores.Length)];
                    bank[i++] = (byte)(random.Next(4) == 0 ? TiaRegister.Wsync : random.Next(TiaRegister.Cxclr + 1));
                    break;
                case < 6:
                    bank[i++] = Loads[random.Next(Loads.Length)];
                    bank[i++] = (byte)random.Next(256);
                    break;
                case 6:
                    Jump(bank[i..], random.Next(end));
                    i += 3;
                    break;
                case 7 when random.Next(5) == 0:
                    FrameEnd.CopyTo(bank[i..]);
                    i += FrameEnd.Length;
                    break;
                default:
                    byte operation = Running(random);
                    random.NextBytes(bank.Slice(i, Opcodes.Lengths[operation]));
                    bank[i] = operation;
                    i += Opcodes.Lengths[operation];
                    break;
            }
        }

        Jump(bank[end..], 0);
        int start = random.Next(end);
        bank[^4] = (byte)start;
        bank[^3] = (byte)(0xF0 | (start >> 8));
    }

    private static void Jump(Span<byte> code, int target)
    {
        code[0] = 0x4C;
        code[1] = (byte)target;
        code[2] = (byte)(0xF0 | (target >> 8));
    }

    private static byte Running(Random random)
    {
        byte operation;
        do
        {
            operation = (byte)random.Next(256);
        }
        while ((operation & 0x9F) is 0x02 or 0x12 or 0x92);
        return operation;
    }
}
