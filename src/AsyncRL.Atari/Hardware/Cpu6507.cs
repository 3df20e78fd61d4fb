using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>
/// The 6507, all 256 opcodes. As in the Arcade Learning Environment, an instruction's cycles are counted right after its opcode
/// was fetched, so that all its other accesses happen at its end; there are no dummy accesses beyond the few noted here, and
/// pointers do not wrap in the zero page.
/// </summary>
internal sealed class Cpu6507(Riot riot, Tia tia, Cartridge cartridge)
{
    private const int NegativeBits = 0x180;  // nz: the last result; bit 8 is N alone, bits 0 to 7 are Z alone
    private const int ZeroBits = 0xFF;
    private const int StackPage = 0x100;
    private const int ResetVector = 0xFFFC;
    private const int TimerAddress = 0x284;  // INTIM
    private const int WaitCycles = 7;        // a round of LDA INTIM, BNE back to it
    private const int WaitBranch = 0xFBD0;   // that BNE
    private const int WaitLoad = 3;          // the length of that LDA
    private CpuState s;

    public ref CpuState State => ref s;

    /// <summary>Whether all registers have eight bits, or 16.</summary>
    public static bool IsValid(in CpuState state) =>
        (uint)(state.A | state.X | state.Y | state.StackPointer | state.Flags | state.DataBus) <= byte.MaxValue &&
        (uint)state.ProgramCounter <= ushort.MaxValue;

    /// <summary>A console reset; the address of the first instruction is read from the cartridge.</summary>
    public void Reset()
    {
        s = default;
        s.StackPointer = 0xFF;
        s.Flags = CpuFlags.AlwaysOne;
        int low = Read(ResetVector, 0, 0);
        int high = Read(ResetVector + 1, low, 0);
        s.ProgramCounter = (high << 8) | low;
        s.DataBus = high;
    }

    /// <summary>Runs instructions until the TIA ends the frame, but at most <paramref name="limit"/>.</summary>
    public void Run(int limit)
    {
        if (s.Stopped != 0)
        {
            return;
        }

        int cycles = s.Cycles;
        int pc = s.ProgramCounter;
        int a = s.A;
        int x = s.X;
        int y = s.Y;
        int sp = s.StackPointer;
        int bus = s.DataBus;
        int c = s.Flags & CpuFlags.Carry;
        int v = s.Flags & CpuFlags.Overflow;
        int bcd = s.Flags & CpuFlags.Decimal;
        int interrupt = s.Flags & CpuFlags.Interrupt;
        int nz = ResultOf(s.Flags);
        int value;
        int address;
        ref byte image = ref MemoryMarshal.GetArrayDataReference(cartridge.Image);
        ref byte cycleTable = ref MemoryMarshal.GetReference(Opcodes.Cycles);
        ref byte lengthTable = ref MemoryMarshal.GetReference(Opcodes.Lengths);

        for (int left = limit; left > 0 && !tia.FrameEnded; left--)
        {
            int op, lo, hi;
            uint plain = (uint)((pc & 0x1FFF) - cartridge.PlainStart);
            if (plain < cartridge.PlainLength)
            {
                // Nothing happens but that bytes are read: the operand is fetched along, used or not.
                uint code = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref image, cartridge.PlainOffset + (int)plain));
                op = (int)(code & 0xFF);
                lo = (int)(code >> 8) & 0xFF;
                hi = (int)(code >> 16) & 0xFF;
                cycles += Unsafe.Add(ref cycleTable, op);
                pc += Unsafe.Add(ref lengthTable, op);
            }
            else
            {
                op = bus = Read(pc, bus, cycles);
                cycles += Unsafe.Add(ref cycleTable, op);
                int length = Unsafe.Add(ref lengthTable, op);
                lo = length > 1 ? bus = Read((pc + 1) & 0xFFFF, bus, cycles) : 0;
                hi = length > 2 ? bus = Read((pc + 2) & 0xFFFF, bus, cycles) : -1;
                pc = (pc + length) & 0xFFFF;
            }

            // An instruction that finds its operand at once goes to the label of its operation; one that must read it from an
            // address goes to the label before, which ends with At. Those that read, change and write have one label.
            switch (op)
            {
                // LDA
                case 0xA9:
                    value = lo;
                    goto Lda;
                case 0xA5:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Lda;
                case 0xB5:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Lda;
                case 0xAD:
                    address = (hi << 8) | lo;
                    bus = hi;
                    if (address == TimerAddress)
                    {
                        int rounds = Math.Min(WaitRounds(pc, cycles), (left - 1) / 2);
                        cycles += rounds * WaitCycles;
                        left -= 2 * rounds;
                    }

                    goto LdaAt;
                case 0xBD:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto LdaAt;
                case 0xB9:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto LdaAt;
                case 0xA1:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto LdaAt;
                case 0xB1:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto LdaAt;

                // LDX
                case 0xA2:
                    value = lo;
                    goto Ldx;
                case 0xA6:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Ldx;
                case 0xB6:
                    value = bus = ReadZeroPage((lo + y) & 0xFF, lo, cycles);
                    goto Ldx;
                case 0xAE:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto LdxAt;
                case 0xBE:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto LdxAt;

                // LDY
                case 0xA0:
                    value = lo;
                    goto Ldy;
                case 0xA4:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Ldy;
                case 0xB4:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Ldy;
                case 0xAC:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto LdyAt;
                case 0xBC:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto LdyAt;

                // LAX
                case 0xA7:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Lax;
                case 0xB7:
                    value = bus = ReadZeroPage((lo + y) & 0xFF, lo, cycles);
                    goto Lax;
                case 0xAF:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto LaxAt;
                case 0xBF:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto LaxAt;
                case 0xA3:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto LaxAt;
                case 0xB3:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto LaxAt;

                // ADC
                case 0x69:
                    value = lo;
                    goto Adc;
                case 0x65:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Adc;
                case 0x75:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Adc;
                case 0x6D:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto AdcAt;
                case 0x7D:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto AdcAt;
                case 0x79:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto AdcAt;
                case 0x61:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto AdcAt;
                case 0x71:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto AdcAt;

                // SBC
                case 0xE9:
                    value = lo;
                    goto Sbc;
                case 0xE5:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Sbc;
                case 0xF5:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Sbc;
                case 0xED:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto SbcAt;
                case 0xFD:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto SbcAt;
                case 0xF9:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto SbcAt;
                case 0xE1:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto SbcAt;
                case 0xF1:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto SbcAt;

                // SBC once more
                case 0xEB:
                    value = lo;
                    goto Sbc;

                // AND
                case 0x29:
                    value = lo;
                    goto And;
                case 0x25:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto And;
                case 0x35:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto And;
                case 0x2D:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto AndAt;
                case 0x3D:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto AndAt;
                case 0x39:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto AndAt;
                case 0x21:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto AndAt;
                case 0x31:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto AndAt;

                // ORA
                case 0x09:
                    value = lo;
                    goto Ora;
                case 0x05:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Ora;
                case 0x15:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Ora;
                case 0x0D:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto OraAt;
                case 0x1D:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto OraAt;
                case 0x19:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto OraAt;
                case 0x01:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto OraAt;
                case 0x11:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto OraAt;

                // EOR
                case 0x49:
                    value = lo;
                    goto Eor;
                case 0x45:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Eor;
                case 0x55:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Eor;
                case 0x4D:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto EorAt;
                case 0x5D:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto EorAt;
                case 0x59:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto EorAt;
                case 0x41:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto EorAt;
                case 0x51:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto EorAt;

                // CMP
                case 0xC9:
                    value = lo;
                    goto Cmp;
                case 0xC5:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Cmp;
                case 0xD5:
                    value = bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    goto Cmp;
                case 0xCD:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto CmpAt;
                case 0xDD:
                    address = lo + x;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto CmpAt;
                case 0xD9:
                    address = lo + y;
                    cycles += address >> 8;
                    address = ((hi << 8) + address) & 0xFFFF;
                    bus = hi;
                    goto CmpAt;
                case 0xC1:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto CmpAt;
                case 0xD1:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    cycles += ((address & 0xFF) + y) >> 8;
                    address = (address + y) & 0xFFFF;
                    goto CmpAt;

                // CPX
                case 0xE0:
                    value = lo;
                    goto Cpx;
                case 0xE4:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Cpx;
                case 0xEC:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto CpxAt;

                // CPY
                case 0xC0:
                    value = lo;
                    goto Cpy;
                case 0xC4:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Cpy;
                case 0xCC:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto CpyAt;

                // BIT
                case 0x24:
                    value = bus = ReadZeroPage(lo, lo, cycles);
                    goto Bit;
                case 0x2C:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto BitAt;

                // STA
                case 0x85:
                    value = a;
                    address = lo;
                    goto StoreZeroPage;
                case 0x95:
                    value = a;
                    address = (lo + x) & 0xFF;
                    goto StoreZeroPage;
                case 0x8D:
                    value = a;
                    address = (hi << 8) | lo;
                    goto Store;
                case 0x9D:
                    value = a;
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    goto Store;
                case 0x99:
                    value = a;
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    goto Store;
                case 0x81:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    value = a;
                    goto Store;
                case 0x91:
                    address = (Pointer(lo, lo, cycles) + y) & 0xFFFF;
                    value = a;
                    goto Store;

                // STX
                case 0x86:
                    value = x;
                    address = lo;
                    goto StoreZeroPage;
                case 0x96:
                    value = x;
                    address = (lo + y) & 0xFF;
                    goto StoreZeroPage;
                case 0x8E:
                    value = x;
                    address = (hi << 8) | lo;
                    goto Store;

                // STY
                case 0x84:
                    value = y;
                    address = lo;
                    goto StoreZeroPage;
                case 0x94:
                    value = y;
                    address = (lo + x) & 0xFF;
                    goto StoreZeroPage;
                case 0x8C:
                    value = y;
                    address = (hi << 8) | lo;
                    goto Store;

                // SAX
                case 0x87:
                    value = a & x;
                    address = lo;
                    goto StoreZeroPage;
                case 0x97:
                    value = a & x;
                    address = (lo + y) & 0xFF;
                    goto StoreZeroPage;
                case 0x8F:
                    value = a & x;
                    address = (hi << 8) | lo;
                    goto Store;
                case 0x83:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    value = a & x;
                    goto Store;

                // SHA, SHX, SHY, SHS: the register and the high byte of the address plus 1
                case 0x9F:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    value = a & x & ((address >> 8) + 1);
                    goto Store;
                case 0x93:
                    address = (Pointer(lo, lo, cycles) + y) & 0xFFFF;
                    value = a & x & ((address >> 8) + 1);
                    goto Store;
                case 0x9E:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    value = x & ((address >> 8) + 1);
                    goto Store;
                case 0x9C:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    value = y & ((address >> 8) + 1);
                    goto Store;
                case 0x9B:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    sp = a & x;
                    value = sp & ((address >> 8) + 1);
                    goto Store;

                // ASL
                case 0x06:
                    address = lo;
                    bus = lo;
                    goto Asl;
                case 0x16:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Asl;
                case 0x0E:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Asl;
                case 0x1E:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Asl;

                // LSR
                case 0x46:
                    address = lo;
                    bus = lo;
                    goto Lsr;
                case 0x56:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Lsr;
                case 0x4E:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Lsr;
                case 0x5E:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Lsr;

                // ROL
                case 0x26:
                    address = lo;
                    bus = lo;
                    goto Rol;
                case 0x36:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Rol;
                case 0x2E:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Rol;
                case 0x3E:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Rol;

                // ROR
                case 0x66:
                    address = lo;
                    bus = lo;
                    goto Ror;
                case 0x76:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Ror;
                case 0x6E:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Ror;
                case 0x7E:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Ror;

                // INC
                case 0xE6:
                    address = lo;
                    bus = lo;
                    goto Inc;
                case 0xF6:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Inc;
                case 0xEE:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Inc;
                case 0xFE:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Inc;

                // DEC
                case 0xC6:
                    address = lo;
                    bus = lo;
                    goto Dec;
                case 0xD6:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Dec;
                case 0xCE:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Dec;
                case 0xDE:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Dec;

                // SLO: ASL, then ORA
                case 0x07:
                    address = lo;
                    bus = lo;
                    goto Slo;
                case 0x17:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Slo;
                case 0x0F:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Slo;
                case 0x1F:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Slo;
                case 0x1B:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Slo;
                case 0x03:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Slo;
                case 0x13:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Slo;

                // RLA: ROL, then AND
                case 0x27:
                    address = lo;
                    bus = lo;
                    goto Rla;
                case 0x37:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Rla;
                case 0x2F:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Rla;
                case 0x3F:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Rla;
                case 0x3B:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Rla;
                case 0x23:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Rla;
                case 0x33:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Rla;

                // SRE: LSR, then EOR
                case 0x47:
                    address = lo;
                    bus = lo;
                    goto Sre;
                case 0x57:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Sre;
                case 0x4F:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Sre;
                case 0x5F:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Sre;
                case 0x5B:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Sre;
                case 0x43:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Sre;
                case 0x53:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Sre;

                // RRA: ROR, then ADC
                case 0x67:
                    address = lo;
                    bus = lo;
                    goto Rra;
                case 0x77:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Rra;
                case 0x6F:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Rra;
                case 0x7F:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Rra;
                case 0x7B:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Rra;
                case 0x63:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Rra;
                case 0x73:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Rra;

                // DCP: DEC, then CMP
                case 0xC7:
                    address = lo;
                    bus = lo;
                    goto Dcp;
                case 0xD7:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Dcp;
                case 0xCF:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Dcp;
                case 0xDF:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Dcp;
                case 0xDB:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Dcp;
                case 0xC3:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Dcp;
                case 0xD3:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Dcp;

                // ISB: INC, then SBC
                case 0xE7:
                    address = lo;
                    bus = lo;
                    goto Isb;
                case 0xF7:
                    address = (lo + x) & 0xFF;
                    bus = lo;
                    goto Isb;
                case 0xEF:
                    address = (hi << 8) | lo;
                    bus = hi;
                    goto Isb;
                case 0xFF:
                    address = ((hi << 8) + lo + x) & 0xFFFF;
                    bus = hi;
                    goto Isb;
                case 0xFB:
                    address = ((hi << 8) + lo + y) & 0xFFFF;
                    bus = hi;
                    goto Isb;
                case 0xE3:
                    address = Pointer((lo + x) & 0xFF, lo, cycles);
                    bus = address >> 8;
                    goto Isb;
                case 0xF3:
                    address = Pointer(lo, lo, cycles);
                    bus = address >> 8;
                    address = (address + y) & 0xFFFF;
                    goto Isb;

                // Branches
                case 0x10:  // BPL
                    if ((nz & NegativeBits) == 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0x30:  // BMI
                    if ((nz & NegativeBits) != 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0x50:  // BVC
                    if (v == 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0x70:  // BVS
                    if (v != 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0x90:  // BCC
                    if (c == 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0xB0:  // BCS
                    if (c != 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0xD0:  // BNE
                    if ((nz & ZeroBits) != 0)
                    {
                        goto Branch;
                    }

                    continue;
                case 0xF0:  // BEQ
                    if ((nz & ZeroBits) == 0)
                    {
                        goto Branch;
                    }

                    continue;

                // Registers and flags
                case 0xAA:  // TAX
                    x = nz = a;
                    continue;
                case 0xA8:  // TAY
                    y = nz = a;
                    continue;
                case 0x8A:  // TXA
                    a = nz = x;
                    continue;
                case 0x98:  // TYA
                    a = nz = y;
                    continue;
                case 0xBA:  // TSX
                    x = nz = sp;
                    continue;
                case 0x9A:  // TXS
                    sp = x;
                    continue;
                case 0xE8:  // INX
                    x = nz = (x + 1) & 0xFF;
                    continue;
                case 0xC8:  // INY
                    y = nz = (y + 1) & 0xFF;
                    continue;
                case 0xCA:  // DEX
                    x = nz = (x - 1) & 0xFF;
                    continue;
                case 0x88:  // DEY
                    y = nz = (y - 1) & 0xFF;
                    continue;
                case 0x18:  // CLC
                    c = 0;
                    continue;
                case 0x38:  // SEC
                    c = 1;
                    continue;
                case 0xB8:  // CLV
                    v = 0;
                    continue;
                case 0xD8:  // CLD
                    bcd = 0;
                    continue;
                case 0xF8:  // SED
                    bcd = CpuFlags.Decimal;
                    continue;
                case 0x58:  // CLI
                    interrupt = 0;
                    continue;
                case 0x78:  // SEI
                    interrupt = CpuFlags.Interrupt;
                    continue;
                case 0x0A:  // ASL A
                    c = a >> 7;
                    a = nz = (a << 1) & 0xFF;
                    continue;
                case 0x4A:  // LSR A
                    c = a & 1;
                    a = nz = a >> 1;
                    continue;
                case 0x2A:  // ROL A
                    value = (a << 1) | c;
                    c = value >> 8;
                    a = nz = value & 0xFF;
                    continue;
                case 0x6A:  // ROR A
                    value = a | (c << 8);
                    c = value & 1;
                    a = nz = value >> 1;
                    continue;

                // NOP, with or without an operand
                case 0xEA:
                case 0x1A:
                case 0x3A:
                case 0x5A:
                case 0x7A:
                case 0xDA:
                case 0xFA:
                case 0x80:
                case 0x82:
                case 0x89:
                case 0xC2:
                case 0xE2:

                    continue;
                case 0x04:
                case 0x44:
                case 0x64:
                    bus = ReadZeroPage(lo, lo, cycles);
                    continue;
                case 0x14:
                case 0x34:
                case 0x54:
                case 0x74:
                case 0xD4:
                case 0xF4:
                    bus = ReadZeroPage((lo + x) & 0xFF, lo, cycles);
                    continue;
                case 0x0C:
                    bus = Read((hi << 8) | lo, hi, cycles);
                    continue;
                case 0x1C:
                case 0x3C:
                case 0x5C:
                case 0x7C:
                case 0xDC:
                case 0xFC:
                    address = lo + x;
                    cycles += address >> 8;
                    bus = Read(((hi << 8) + address) & 0xFFFF, hi, cycles);
                    continue;

                // Undocumented, with an operand at hand
                case 0x0B:
                case 0x2B:  // ANC
                    a = nz = a & lo;
                    c = a >> 7;
                    continue;
                case 0x4B:  // ASR
                    value = a & lo;
                    c = value & 1;
                    a = nz = value >> 1;
                    continue;
                case 0x6B:  // ARR
                    a = Arr(a & lo, bcd != 0, ref c, ref v, ref nz);
                    continue;
                case 0xCB:  // SBX
                    value = (a & x) - lo;
                    c = value >= 0 ? 1 : 0;
                    x = nz = value & 0xFF;
                    continue;
                case 0xAB:  // LXA
                    a = x = nz = (a | 0xEE) & lo;
                    continue;
                case 0x8B:  // ANE
                    a = nz = (a | 0xEE) & x & lo;
                    continue;
                case 0xBB:  // LAS
                    address = lo + y;
                    cycles += address >> 8;
                    bus = Read(((hi << 8) + address) & 0xFFFF, hi, cycles);
                    a = x = sp = nz = sp & bus;
                    continue;
                // Jumps
                case 0x4C:  // JMP
                    pc = (hi << 8) | lo;
                    bus = hi;
                    continue;
                case 0x6C:  // JMP ()
                    address = (hi << 8) | lo;
                    value = bus = Read(address, hi, cycles);
                    bus = Read((address & 0xFF00) | ((address + 1) & 0xFF), bus, cycles);
                    pc = (bus << 8) | value;
                    continue;
                case Opcodes.Jsr:  // reads the stack between the bytes of its operand
                    bus = Read(StackPage + sp, lo, cycles);
                    cycles = Write(StackPage + sp, pc >> 8, cycles);
                    sp = (sp - 1) & 0xFF;
                    WriteAgain(StackPage + sp, pc & 0xFF, cycles);
                    bus = pc & 0xFF;
                    sp = (sp - 1) & 0xFF;
                    bus = Read(pc, bus, cycles);
                    pc = (bus << 8) | lo;
                    continue;
                case 0x60:  // RTS
                    bus = Read(StackPage + sp, op, cycles);
                    sp = (sp + 1) & 0xFF;
                    value = bus = Read(StackPage + sp, bus, cycles);
                    sp = (sp + 1) & 0xFF;
                    bus = Read(StackPage + sp, bus, cycles);
                    pc = (bus << 8) | value;
                    bus = Read(pc, bus, cycles);
                    pc = (pc + 1) & 0xFFFF;
                    continue;
                case 0x40:  // RTI
                    bus = Read(StackPage + sp, op, cycles);
                    sp = (sp + 1) & 0xFF;
                    value = bus = Read(StackPage + sp, bus, cycles);
                    c = value & CpuFlags.Carry;
                    v = value & CpuFlags.Overflow;
                    bcd = value & CpuFlags.Decimal;
                    interrupt = value & CpuFlags.Interrupt;
                    nz = ResultOf(value);
                    sp = (sp + 1) & 0xFF;
                    value = bus = Read(StackPage + sp, bus, cycles);
                    sp = (sp + 1) & 0xFF;
                    bus = Read(StackPage + sp, bus, cycles);
                    pc = (bus << 8) | value;
                    continue;
                case 0x00:  // BRK
                    cycles = Write(StackPage + sp, pc >> 8, cycles);
                    sp = (sp - 1) & 0xFF;
                    WriteAgain(StackPage + sp, pc & 0xFF, cycles);
                    sp = (sp - 1) & 0xFF;
                    bus = FlagsOf(nz, c, v, bcd, interrupt);
                    WriteAgain(StackPage + sp, bus, cycles);
                    sp = (sp - 1) & 0xFF;
                    interrupt = CpuFlags.Interrupt;
                    value = bus = Read(0xFFFE, bus, cycles);
                    bus = Read(0xFFFF, bus, cycles);
                    pc = (bus << 8) | value;
                    continue;

                // Stack
                case 0x48:  // PHA
                    bus = a;
                    cycles = Write(StackPage + sp, a, cycles);
                    sp = (sp - 1) & 0xFF;
                    continue;
                case 0x08:  // PHP
                    bus = FlagsOf(nz, c, v, bcd, interrupt);
                    cycles = Write(StackPage + sp, bus, cycles);
                    sp = (sp - 1) & 0xFF;
                    continue;
                case 0x68:  // PLA
                    bus = Read(StackPage + sp, op, cycles);
                    sp = (sp + 1) & 0xFF;
                    a = nz = bus = Read(StackPage + sp, bus, cycles);
                    continue;
                case 0x28:  // PLP
                    bus = Read(StackPage + sp, op, cycles);
                    sp = (sp + 1) & 0xFF;
                    value = bus = Read(StackPage + sp, bus, cycles);
                    c = value & CpuFlags.Carry;
                    v = value & CpuFlags.Overflow;
                    bcd = value & CpuFlags.Decimal;
                    interrupt = value & CpuFlags.Interrupt;
                    nz = ResultOf(value);
                    continue;

                default:  // the opcodes that stop the processor
                    s.Stopped = 1;
                    left = 1;
                    continue;
            }

        LdaAt:
            value = bus = Read(address, bus, cycles);
        Lda:
            a = nz = value;
            continue;
        LdxAt:
            value = bus = Read(address, bus, cycles);
        Ldx:
            x = nz = value;
            continue;
        LdyAt:
            value = bus = Read(address, bus, cycles);
        Ldy:
            y = nz = value;
            continue;
        LaxAt:
            value = bus = Read(address, bus, cycles);
        Lax:
            a = x = nz = value;
            continue;
        AndAt:
            value = bus = Read(address, bus, cycles);
        And:
            a = nz = a & value;
            continue;
        OraAt:
            value = bus = Read(address, bus, cycles);
        Ora:
            a = nz = a | value;
            continue;
        EorAt:
            value = bus = Read(address, bus, cycles);
        Eor:
            a = nz = a ^ value;
            continue;
        CmpAt:
            value = bus = Read(address, bus, cycles);
        Cmp:
            value = a - value;
            c = value >= 0 ? 1 : 0;
            nz = value & 0xFF;
            continue;
        CpxAt:
            value = bus = Read(address, bus, cycles);
        Cpx:
            value = x - value;
            c = value >= 0 ? 1 : 0;
            nz = value & 0xFF;
            continue;
        CpyAt:
            value = bus = Read(address, bus, cycles);
        Cpy:
            value = y - value;
            c = value >= 0 ? 1 : 0;
            nz = value & 0xFF;
            continue;
        BitAt:
            value = bus = Read(address, bus, cycles);
        Bit:
            v = value & CpuFlags.Overflow;
            nz = ((value & CpuFlags.Negative) << 1) | ((a & value) != 0 ? 1 : 0);
            continue;
        AdcAt:
            value = bus = Read(address, bus, cycles);
        Adc:
            if (bcd == 0)
            {
                int sum = a + value + c;
                v = (~(a ^ value) & (a ^ sum) & 0x80) >> 1;
                c = sum >> 8;
                a = nz = sum & 0xFF;
            }
            else
            {
                a = nz = DecimalArithmetic.Add(a, value, ref c, out v);
            }

            continue;
        SbcAt:
            value = bus = Read(address, bus, cycles);
        Sbc:
            if (bcd == 0)
            {
                int difference = a - value - 1 + c;
                v = ((a ^ value) & (a ^ difference) & 0x80) >> 1;
                c = difference >= 0 ? 1 : 0;
                a = nz = difference & 0xFF;
            }
            else
            {
                a = nz = DecimalArithmetic.Subtract(a, value, ref c, out v);
            }

            continue;
        Branch:
            bus = lo;
            address = pc + (sbyte)lo;
            cycles += 1 + (((address ^ pc) >> 8) & 1);
            pc = address & 0xFFFF;
            continue;
        StoreZeroPage:
            bus = value;
            if (address >= 0x80)
            {
                riot.State.Ram[address & 0x7F] = (byte)value;
            }
            else
            {
                cycles = WriteElsewhere(address, value, cycles);
            }

            continue;
        Store:
            bus = value;
            cycles = Write(address, value, cycles);
            continue;
        Asl:
            value = Read(address, bus, cycles);
            c = value >> 7;
            nz = (value << 1) & 0xFF;
            goto StoreResult;
        Lsr:
            value = Read(address, bus, cycles);
            c = value & 1;
            nz = value >> 1;
            goto StoreResult;
        Rol:
            value = (Read(address, bus, cycles) << 1) | c;
            c = value >> 8;
            nz = value & 0xFF;
            goto StoreResult;
        Ror:
            value = Read(address, bus, cycles) | (c << 8);
            c = value & 1;
            nz = value >> 1;
            goto StoreResult;
        Inc:
            nz = (Read(address, bus, cycles) + 1) & 0xFF;
            goto StoreResult;
        Dec:
            nz = (Read(address, bus, cycles) - 1) & 0xFF;
        StoreResult:
            bus = nz;
            cycles = Write(address, nz, cycles);
            continue;
        Slo:
            value = Read(address, bus, cycles);
            c = value >> 7;
            value = bus = (value << 1) & 0xFF;
            cycles = Write(address, value, cycles);
            goto Ora;
        Rla:
            value = (Read(address, bus, cycles) << 1) | c;
            c = value >> 8;
            value = bus = value & 0xFF;
            cycles = Write(address, value, cycles);
            goto And;
        Sre:
            value = Read(address, bus, cycles);
            c = value & 1;
            value = bus = value >> 1;
            cycles = Write(address, value, cycles);
            goto Eor;
        Rra:
            value = Read(address, bus, cycles) | (c << 8);
            c = value & 1;
            value = bus = value >> 1;
            cycles = Write(address, value, cycles);
            goto Adc;
        Dcp:
            value = bus = (Read(address, bus, cycles) - 1) & 0xFF;
            cycles = Write(address, value, cycles);
            goto Cmp;
        Isb:
            value = bus = (Read(address, bus, cycles) + 1) & 0xFF;
            cycles = Write(address, value, cycles);
            goto Sbc;
        }

        s.Cycles = cycles;
        s.ProgramCounter = pc & 0xFFFF;
        s.A = a;
        s.X = x;
        s.Y = y;
        s.StackPointer = sp;
        s.DataBus = bus;
        s.Flags = FlagsOf(nz, c, v, bcd, interrupt);
    }

    private static int FlagsOf(int nz, int c, int v, int bcd, int interrupt) =>
        CpuFlags.AlwaysOne | c | v | bcd | interrupt |
        ((nz & ZeroBits) == 0 ? CpuFlags.Zero : 0) | ((nz & NegativeBits) != 0 ? CpuFlags.Negative : 0);

    private static int ResultOf(int flags) =>
        ((flags & CpuFlags.Negative) << 1) | ((flags & CpuFlags.Zero) != 0 ? 0 : 1);

    private static int Arr(int value, bool decimalMode, ref int c, ref int v, ref int nz)
    {
        int result = (value >> 1) | (c << 7);
        nz = result;
        if (!decimalMode)
        {
            c = (result >> 6) & 1;
            v = (result ^ (result << 1)) & CpuFlags.Overflow;
            return result;
        }

        // N is the old carry, which has become bit 7; Z is the result's before it is corrected.
        v = (value ^ result) & CpuFlags.Overflow;
        if ((value & 15) + (value & 1) > 5)
        {
            result = (result & 0xF0) | ((result + 6) & 15);
        }

        c = (value & 0xF0) + (value & 0x10) > 0x50 ? 1 : 0;
        return c != 0 ? (result + 0x60) & 0xFF : result;
    }

    // The pointer's high byte comes from $0100 when its low byte lies at $FF.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Pointer(int zeroPage, int bus, int cycles)
    {
        int low = ReadZeroPage(zeroPage, bus, cycles);
        int high = Read(zeroPage + 1, low, cycles);
        return (high << 8) | low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadZeroPage(int address, int bus, int cycles) =>
        address >= 0x80 ? riot.State.Ram[address & 0x7F] : ReadElsewhere(address, bus, cycles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Read(int address, int bus, int cycles)
    {
        uint plain = (uint)((address & 0x1FFF) - cartridge.PlainStart);
        if (plain < cartridge.PlainLength)
        {
            return Unsafe.Add(
                ref MemoryMarshal.GetArrayDataReference(cartridge.Image), cartridge.PlainOffset + (int)plain);
        }

        return (address & 0x1280) == 0x80 ? riot.State.Ram[address & 0x7F] : ReadElsewhere(address, bus, cycles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Write(int address, int value, int cycles)
    {
        if ((address & 0x1280) == 0x80)
        {
            riot.State.Ram[address & 0x7F] = (byte)value;
            return cycles;
        }

        return WriteElsewhere(address, value, cycles);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadElsewhere(int address, int bus, int cycles)
    {
        if ((address & 0x1000) != 0)
        {
            return cartridge.Read(address, cycles);
        }

        if ((address & 0x80) != 0)
        {
            return riot.Read(address, cycles);
        }

        return cartridge.IsTigervision && (address & 0x1FFF) < 0x40
            ? cartridge.ReadTigervision(address & 0x3F)
            : tia.Read(address & 0x0F, bus, cycles);
    }

    // Returns the cycles after the write: WSYNC waits for the end of the line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int WriteElsewhere(int address, int value, int cycles)
    {
        if ((address & 0x1080) == 0)
        {
            if (cartridge.IsTigervision && (address & 0x1FFF) < 0x40)
            {
                cartridge.SelectTigervision(value);
            }

            return tia.Write(address & 0x3F, value, cycles);
        }

        if ((address & 0x1000) != 0)
        {
            cartridge.Write(address, value);
        }
        else
        {
            riot.Write(address, value, cycles);
        }

        return cycles;
    }

    // Games wait for the timer in a loop of LDA INTIM and BNE, thousands of instructions in a frame that do nothing. Returns how
    // many rounds are sure to follow after the LDA whose next instruction is at pc: the timer will not be 0 at the end of any.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int WaitRounds(int pc, int cycles)
    {
        uint plain = (uint)((pc & 0x1FFF) - cartridge.PlainStart);
        if (plain >= cartridge.PlainLength || plain < WaitLoad || (((pc + 2) ^ (pc - WaitLoad)) & 0xFF00) != 0)
        {
            return 0;
        }

        ref byte branch = ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(cartridge.Image), cartridge.PlainOffset + (int)plain);
        return Unsafe.ReadUnaligned<ushort>(ref branch) == WaitBranch ? riot.PositiveReads(cycles, WaitCycles) : 0;
    }

    // A write right after a write does not wait for the end of the line.
    private void WriteAgain(int address, int value, int cycles) => Write(address, value, cycles);
}
