namespace AsyncRL.Atari.Hardware;

/// <summary>Tells a cartridge's type from its size and contents, as the Arcade Learning Environment does.</summary>
internal static class CartridgeDetection
{
    private const int BankSize = 4096;

    /// <summary>The type of a cartridge with these contents.</summary>
    /// <exception cref="NotSupportedException">The contents are of a type that is not emulated; it is named.</exception>
    /// <exception cref="InvalidDataException">No cartridge has this size.</exception>
    public static CartridgeType Detect(ReadOnlySpan<byte> rom)
    {
        int size = rom.Length;
        return size switch
        {
            > 0 when size % 8448 == 0 => throw Unsupported("AR (Supercharger)", size),
            2048 => IsCommaVid(rom) ? throw Unsupported("CV (CommaVid)", size) : CartridgeType.Plain2K,
            4096 when IsCommaVid(rom) => throw Unsupported("CV (CommaVid)", size),
            4096 => HalvesEqual(rom) ? CartridgeType.Plain2K : CartridgeType.Plain4K,
            8192 => Detect8K(rom),
            10240 or 10495 or 10496 => CartridgeType.Dpc,
            12288 => throw Unsupported("FASC (CBS RAM Plus)", size),
            16384 => Detect16K(rom),
            32768 => Has128Bytes(rom) ? CartridgeType.F4SC : Detect3(rom) ?? CartridgeType.F4,
            65536 => Detect3(rom) ?? throw Unsupported("MB (Megaboy)", size),
            131072 => Detect3(rom) ?? throw Unsupported("MC (Megacart)", size),
            _ => throw new InvalidDataException(
                $"A file of {size} bytes is no Atari 2600 cartridge: cartridges have 2048, 4096, 8192, 10240, 16384 or 32768 " +
                "bytes. Check that the file is a ROM image (a file packed with zip must be unpacked first)."),
        };
    }

    private static CartridgeType Detect8K(ReadOnlySpan<byte> rom)
    {
        if (Has128Bytes(rom))
        {
            return CartridgeType.F8SC;
        }

        if (HalvesEqual(rom))
        {
            return CartridgeType.Plain4K;
        }

        if (Contains(rom, [0x8D, 0xE0, 0x1F]) || Contains(rom, [0x8D, 0xE0, 0x5F]) || Contains(rom, [0x8D, 0xE9, 0xFF]) ||
            Contains(rom, [0xAD, 0xE9, 0xFF]) || Contains(rom, [0xAD, 0xED, 0xFF]) || Contains(rom, [0xAD, 0xF3, 0xBF]))
        {
            return CartridgeType.E0;
        }

        if (Detect3(rom) is { } tigervision)
        {
            return tigervision;
        }

        if (Contains(rom, [0x8D, 0x40, 0x02]))
        {
            throw Unsupported("UA (UA Limited)", rom.Length);
        }

        return Contains(rom, [0x20, 0x00, 0xD0, 0xC6, 0xC5]) || Contains(rom, [0x20, 0xC3, 0xF8, 0xA5, 0x82]) ||
               Contains(rom, [0xD0, 0xFB, 0x20, 0x73, 0xFE]) || Contains(rom, [0x20, 0x00, 0xF0, 0x84, 0xD6])
            ? CartridgeType.FE
            : CartridgeType.F8;
    }

    private static CartridgeType Detect16K(ReadOnlySpan<byte> rom)
    {
        if (Has128Bytes(rom))
        {
            return CartridgeType.F6SC;
        }

        return IsE7(rom) ? throw Unsupported("E7 (M Network)", rom.Length) : Detect3(rom) ?? CartridgeType.F6;
    }

    private static CartridgeType? Detect3(ReadOnlySpan<byte> rom) =>
        Contains(rom, [0x85, 0x3E, 0xA9, 0x00]) ? throw Unsupported("3E", rom.Length)
        : Contains(rom, [0x85, 0x3F], 2) ? CartridgeType.Tigervision3F
        : null;

    private static bool IsCommaVid(ReadOnlySpan<byte> rom) =>
        Contains(rom, [0x9D, 0xFF, 0xF3]) || Contains(rom, [0x99, 0x00, 0xF4]);

    // 2 KB of memory stand where the file repeats one byte, next to bytes that differ.
    private static bool IsE7(ReadOnlySpan<byte> rom)
    {
        const int first = 0x3800;
        const int length = 0x200;
        const int near = 32;
        byte filler = rom[first];
        return !rom.Slice(first, length).ContainsAnyExcept(filler) &&
               (rom.Slice(first - near, near).ContainsAnyExcept(filler) ||
                rom.Slice(first + length, near).ContainsAnyExcept(filler));
    }

    // A cartridge with memory shows one byte in the first 256 bytes of each bank: nothing can be read there from its ROM.
    private static bool Has128Bytes(ReadOnlySpan<byte> rom)
    {
        for (int bank = 0; bank < rom.Length; bank += BankSize)
        {
            if (rom.Slice(bank, 256).ContainsAnyExcept(rom[bank]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HalvesEqual(ReadOnlySpan<byte> rom) => rom[..(rom.Length / 2)].SequenceEqual(rom[(rom.Length / 2)..]);

    // A signature at the very last place is not seen, and after a hit one byte more than the signature is skipped.
    private static bool Contains(ReadOnlySpan<byte> rom, ReadOnlySpan<byte> signature, int times = 1)
    {
        int hits = 0;
        for (int i = 0; i < rom.Length - signature.Length; i++)
        {
            if (rom.Slice(i, signature.Length).SequenceEqual(signature))
            {
                hits++;
                i += signature.Length;
            }
        }

        return hits >= times;
    }

    private static NotSupportedException Unsupported(string type, int size) => new(
        $"The cartridge of {size} bytes is of the type {type}, which is not emulated; emulated are 2K, 4K, F8, F6, F4, F8SC, " +
        "F6SC, F4SC, E0, FE, 3F and DPC.");
}
