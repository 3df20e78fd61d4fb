using System.Runtime.CompilerServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>
/// A cartridge: ROM in banks. Where an address has no other effect than to give a byte of the present bank it lies in the
/// <em>plain</em> range, which the processor reads by itself; the rest, hot spots and memory, goes through
/// <see cref="Read"/> and <see cref="Write"/>.
/// </summary>
internal sealed class Cartridge
{
    private const int BankSize = 4096;
    private const int SliceSize = 1024;
    private const int HalfSize = 2048;
    private const int WindowSize = 4096;
    private const int DisplayOffset = 8192;
    private const int DisplaySize = 2048;
    private const int Padding = 4;  // the processor reads four bytes at once

    // Fields, not properties: the processor reads them for each instruction, and the compiler inlines only so much into it.
    /// <summary>The first address of the plain range, in 13 bits.</summary>
    public readonly int PlainStart;

    /// <summary>How many addresses are plain, from <see cref="PlainStart"/> on.</summary>
    public readonly uint PlainLength;

    /// <summary>The ROM; behind it, for E0 and 3F, the window that the slices are copied into.</summary>
    public readonly byte[] Image;

    /// <summary>Where the byte of <see cref="PlainStart"/> lies in <see cref="Image"/>.</summary>
    public int PlainOffset;

    private readonly int romSize;
    private readonly int firstHotSpot;  // the F types' hot spots, as offsets in the bank; above the bank where there are none
    private readonly int banks;
    private readonly byte[] display = [];
    private CartridgeState s;

    public Cartridge(ReadOnlySpan<byte> rom)
    {
        Type = CartridgeDetection.Detect(rom);
        bool windowed = Type is CartridgeType.E0 or CartridgeType.Tigervision3F;
        romSize = Type switch
        {
            CartridgeType.Plain2K or CartridgeType.Plain4K => BankSize,
            CartridgeType.Dpc => DisplayOffset,
            _ => rom.Length,
        };
        Image = new byte[romSize + (windowed ? WindowSize : 0) + Padding];
        rom[..Math.Min(rom.Length, romSize)].CopyTo(Image);
        if (Type == CartridgeType.Plain2K)
        {
            rom[..HalfSize].CopyTo(Image.AsSpan(HalfSize));
        }

        if (Type == CartridgeType.Dpc)
        {
            display = rom.Slice(DisplayOffset, DisplaySize).ToArray();
        }

        banks = romSize / (Type == CartridgeType.Tigervision3F ? HalfSize : BankSize);
        (int plainStart, int plainEnd, firstHotSpot) = Type switch
        {
            CartridgeType.F8 => (0, 0xFF8, 0xFF8),
            CartridgeType.F6 => (0, 0xFF6, 0xFF6),
            CartridgeType.F4 => (0, 0xFF4, 0xFF4),
            CartridgeType.F8SC => (0x100, 0xFF8, 0xFF8),
            CartridgeType.F6SC => (0x100, 0xFF6, 0xFF6),
            CartridgeType.F4SC => (0x100, 0xFF4, 0xFF4),
            CartridgeType.E0 => (0, 0xFE0, BankSize),
            CartridgeType.FE => (0, 0, BankSize),
            CartridgeType.Dpc => (0x80, 0xFC0, 0xFF8),
            _ => (0, BankSize, BankSize),
        };

        // An instruction of three bytes that begins in the plain range must end there.
        const int instruction = 3;
        PlainStart = 0x1000 + plainStart;
        PlainLength = (uint)Math.Max(0, plainEnd - plainStart - (instruction - 1));
        HasRam = Type is CartridgeType.F8SC or CartridgeType.F6SC or CartridgeType.F4SC;
        Dpc.PowerOn(ref s.Dpc);
        SelectPowerOnBank();
    }

    public CartridgeType Type { get; }

    /// <summary>Whether the cartridge has 128 bytes of memory.</summary>
    public bool HasRam { get; }

    /// <summary>Whether writes below $40 choose its bank and reads there give its bytes.</summary>
    public bool IsTigervision => Type == CartridgeType.Tigervision3F;

    public ref CartridgeState State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref s;
    }

    /// <summary>A console reset: random memory, and the bank of power-on.</summary>
    public void Reset(MersenneTwister random)
    {
        if (HasRam)
        {
            for (int i = 0; i < Bytes128.Length; i++)
            {
                s.Ram[i] = (byte)random.Next();
            }
        }

        Dpc.Reset(ref s.Dpc);
        SelectPowerOnBank();
    }

    /// <summary>Counts cycles from a new beginning, <paramref name="cycles"/> later than before.</summary>
    public void MoveClock(int cycles) => s.Dpc.MusicCycle -= cycles;

    /// <summary>Brings what follows from the state in line with it.</summary>
    public void Restored()
    {
        switch (Type)
        {
            case CartridgeType.E0:
                CopyToWindow(0, s.Bank * SliceSize, SliceSize);
                CopyToWindow(SliceSize, s.Slice1 * SliceSize, SliceSize);
                CopyToWindow(2 * SliceSize, s.Slice2 * SliceSize, SliceSize);
                CopyToWindow(3 * SliceSize, 7 * SliceSize, SliceSize);
                PlainOffset = romSize;
                break;
            case CartridgeType.Tigervision3F:
                CopyToWindow(0, s.Bank * HalfSize, HalfSize);
                CopyToWindow(HalfSize, romSize - HalfSize, HalfSize);
                PlainOffset = romSize;
                break;
            default:
                PlainOffset = s.Bank * BankSize + (PlainStart & 0xFFF);
                break;
        }
    }

    /// <summary>Whether the state is one that a cartridge of this type can have.</summary>
    public bool IsValid(in CartridgeState state) => Type == CartridgeType.E0
        ? (uint)state.Bank < 8 && (uint)state.Slice1 < 8 && (uint)state.Slice2 < 8
        : (uint)state.Bank < (uint)banks && Dpc.IsValid(in state.Dpc);

    /// <summary>Any read from the cartridge's addresses (A12 = 1).</summary>
    public int Read(int address, int cycle)
    {
        int offset = address & 0xFFF;
        switch (Type)
        {
            case CartridgeType.F8:
            case CartridgeType.F6:
            case CartridgeType.F4:
                SwitchBank(offset);
                return Image[s.Bank * BankSize + offset];
            case CartridgeType.F8SC:
            case CartridgeType.F6SC:
            case CartridgeType.F4SC:
                if (offset is >= 0x80 and < 0x100)
                {
                    return s.Ram[offset & 0x7F];
                }

                SwitchBank(offset);
                return Image[s.Bank * BankSize + offset];
            case CartridgeType.E0:
                SwitchSlice(offset);
                return Image[romSize + offset];
            case CartridgeType.FE:
                return Image[((address & 0x2000) == 0 ? BankSize : 0) + offset];
            case CartridgeType.Tigervision3F:
                return Image[romSize + offset];
            case CartridgeType.Dpc:
                return ReadDpc(offset, cycle);
            default:
                return Image[offset];
        }
    }

    /// <summary>A read without any effect, as a look from outside.</summary>
    public int Peek(int address)
    {
        int offset = address & 0xFFF;
        return Type switch
        {
            _ when HasRam && offset is >= 0x80 and < 0x100 => s.Ram[offset & 0x7F],
            CartridgeType.E0 or CartridgeType.Tigervision3F => Image[romSize + offset],
            CartridgeType.FE => Image[((address & 0x2000) == 0 ? BankSize : 0) + offset],
            _ => Image[s.Bank * BankSize + offset],
        };
    }

    /// <summary>Any write to the cartridge's addresses (A12 = 1).</summary>
    public void Write(int address, int value)
    {
        int offset = address & 0xFFF;
        switch (Type)
        {
            case CartridgeType.F8:
            case CartridgeType.F6:
            case CartridgeType.F4:
                SwitchBank(offset);
                break;
            case CartridgeType.F8SC:
            case CartridgeType.F6SC:
                if (offset < 0x80)
                {
                    s.Ram[offset] = (byte)value;
                }
                else
                {
                    SwitchBank(offset);
                }

                break;
            case CartridgeType.F4SC:
                if (offset < 0x80)
                {
                    s.Ram[offset] = (byte)value;
                }

                break;
            case CartridgeType.E0:
                SwitchSlice(offset);
                break;
            case CartridgeType.Dpc:
                WriteDpc(offset, value);
                break;
            default:
                break;
        }
    }

    /// <summary>3F: a write below $40 chooses the bank of the first 2 KB.</summary>
    public void SelectTigervision(int value)
    {
        s.Bank = value % banks;
        CopyToWindow(0, s.Bank * HalfSize, HalfSize);
    }

    /// <summary>3F: a read below $40 gives a byte of the present bank.</summary>
    public int ReadTigervision(int address) => Image[s.Bank * HalfSize + address];

    private void SelectPowerOnBank()
    {
        (s.Bank, s.Slice1, s.Slice2) = Type switch
        {
            CartridgeType.F8 or CartridgeType.F8SC or CartridgeType.Dpc => (1, 0, 0),
            CartridgeType.E0 => (4, 5, 6),
            _ => (0, 0, 0),
        };
        Restored();
    }

    private void CopyToWindow(int to, int from, int length) =>
        Image.AsSpan(from, length).CopyTo(Image.AsSpan(romSize + to));

    private void SwitchBank(int offset)
    {
        int bank = offset - firstHotSpot;
        if ((uint)bank < (uint)banks)
        {
            s.Bank = bank;
            PlainOffset = bank * BankSize + (PlainStart & 0xFFF);
        }
    }

    private void SwitchSlice(int offset)
    {
        if (offset is < 0xFE0 or > 0xFF7)
        {
            return;
        }

        int slice = offset & 7;
        int segment = (offset - 0xFE0) >> 3;
        switch (segment)
        {
            case 0:
                s.Bank = slice;
                break;
            case 1:
                s.Slice1 = slice;
                break;
            default:
                s.Slice2 = slice;
                break;
        }

        CopyToWindow(segment * SliceSize, slice * SliceSize, SliceSize);
    }

    private int ReadDpc(int offset, int cycle)
    {
        if (offset < 0x80 || offset >= 0xFC0)
        {
            Dpc.ClockRandom(ref s.Dpc);
        }

        if (offset < 0x40)
        {
            return Dpc.Read(ref s.Dpc, display, offset, cycle);
        }

        SwitchBank(offset);
        return Image[s.Bank * BankSize + offset];
    }

    private void WriteDpc(int offset, int value)
    {
        if (offset < 0x80 || offset >= 0xFC0)
        {
            Dpc.ClockRandom(ref s.Dpc);
        }

        if (offset is >= 0x40 and < 0x80)
        {
            Dpc.Write(ref s.Dpc, offset, value);
        }
        else
        {
            SwitchBank(offset);
        }
    }
}
