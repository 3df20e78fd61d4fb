using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>
/// The console with a cartridge in it. Frames run with or without drawing; nothing depends on which, for a picture that was not
/// drawn and is looked at nonetheless, or shows through a later one, is drawn then by running its frame again.
/// </summary>
internal sealed class Console2600
{
    private const int FrameInstructions = 25_000;
    private const uint PowerOnSeed = 4753849;
    private const int DetectionFrames = 60;
    private const int CountedFrames = 30;
    private const int PalFrames = 15;
    private const int MostNtscLines = 285;
    private const int DrawnAfterIncomplete = 16;

    private readonly MersenneTwister random = new(PowerOnSeed);
    private readonly Riot riot;
    private readonly Cpu6507 cpu;
    private readonly MachineState[] begun = new MachineState[2];  // the states before the frames in the two buffers,
    private readonly bool[] undrawn = [false, false];             // where these were not drawn
    private MachineState present;
    private MachineState beforeFrame;
    private int frame;
    private int drawUntil;
    private bool drawing;
    private bool careful;

    /// <summary>Switches the console on, finds the picture's format and resets.</summary>
    /// <param name="rom">The cartridge's contents.</param>
    /// <param name="properties">How the console is set up; the format is written into it.</param>
    /// <exception cref="NotSupportedException">The cartridge's type is not emulated.</exception>
    /// <exception cref="InvalidDataException">The contents are no cartridge's.</exception>
    public Console2600(ReadOnlySpan<byte> rom, ConsoleProperties properties)
    {
        Properties = properties;
        Cartridge = new Cartridge(rom);
        Controllers = new Controllers(properties);
        riot = new Riot(random);
        Tia = new Tia(properties, Controllers);
        cpu = new Cpu6507(riot, Tia, Cartridge);
        Reset();
        properties.IsPal = IsPal();
        Tia.UseFormat();
        Reset();
    }

    public ConsoleProperties Properties { get; }

    public Cartridge Cartridge { get; }

    public Controllers Controllers { get; }

    public Tia Tia { get; }

    public ref CpuState Cpu => ref cpu.State;

    /// <summary>The RIOT's 128 bytes, from $80 on.</summary>
    public Span<byte> Ram => riot.State.Ram;

    /// <summary>Palette indices [<see cref="ConsoleProperties.ScreenHeight"/>, 160] of the last frame.</summary>
    public ReadOnlySpan<byte> Picture
    {
        get
        {
            DrawLate(Tia.State.Buffer);
            return Tia.Picture;
        }
    }

    /// <summary>Palette indices of the frame before.</summary>
    public ReadOnlySpan<byte> PreviousPicture
    {
        get
        {
            DrawLate(Tia.State.Buffer ^ 1);
            return Tia.PreviousPicture;
        }
    }

    /// <summary>Resets all but the memory. Random numbers fill the timer and the cartridge's memory.</summary>
    public void Reset()
    {
        cpu.State.Cycles = 0;
        riot.Reset(random);
        Tia.Reset();
        Cartridge.Reset(random);
        cpu.Reset();
        undrawn.AsSpan().Clear();
        drawUntil = 0;
    }

    /// <summary>Sets what player A holds down, and the difficulty switches.</summary>
    public void SetSwitches(Keys keys, int difficulty)
    {
        Controllers.State.Keys = (int)keys;
        riot.State.PortA = Controllers.PortA;
        riot.State.PortB = 0x3F & ~((keys & Keys.Reset) != 0 ? 1 : 0) & ~((keys & Keys.Select) != 0 ? 2 : 0) | (difficulty << 6);
    }

    /// <summary>Runs one frame.</summary>
    /// <param name="draw">Whether its picture will be looked at: then it is drawn at once.</param>
    public void RunFrame(bool draw)
    {
        BeginFrame(draw);
        cpu.Run(FrameInstructions);
        EndFrame();
    }

    /// <summary>Begins a frame; instructions follow, and <see cref="EndFrame"/>.</summary>
    public void BeginFrame(bool draw)
    {
        Capture(ref beforeFrame);
        careful = frame < drawUntil;
        drawing = draw || careful;
        frame++;
        Begin();
    }

    /// <summary>Runs one instruction of a frame.</summary>
    /// <returns>Whether the frame goes on.</returns>
    public bool RunInstruction()
    {
        cpu.Run(1);
        return !Tia.FrameEnded;
    }

    /// <summary>Ends a frame.</summary>
    public void EndFrame()
    {
        if (!Tia.FrameEnded)
        {
            Tia.EndPartially(cpu.State.Cycles);
        }

        int buffer = Tia.State.Buffer;
        if (Tia.FrameEnded && Tia.IsPictureComplete)
        {
            undrawn[buffer] = !drawing;
            if (!drawing)
            {
                begun[buffer] = beforeFrame;
            }

            return;
        }

        // Older pictures show through this one, so they are drawn now, and this one after them.
        drawUntil = frame + DrawnAfterIncomplete;
        bool owed = undrawn[buffer];
        DrawLate(buffer);
        if (owed || !careful)
        {
            Rerun(ref beforeFrame);
        }
    }

    /// <summary>A byte as the bus would give it, without any effect.</summary>
    public int Peek(int address) => (address & 0x1000) != 0 ? Cartridge.Peek(address)
        : (address & 0x280) == 0x80 ? riot.State.Ram[address & 0x7F]
        : 0;

    /// <summary>Writes the whole machine.</summary>
    public void Save(BinaryWriter writer)
    {
        DrawLate(0);
        DrawLate(1);
        Capture(ref present);
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<MachineState>(in present)));
        foreach (byte[] buffer in Tia.Buffers)
        {
            writer.Write(buffer);
        }

        random.Save(writer);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        MachineState read = default;
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<MachineState>(ref read)));
        if (!Cpu6507.IsValid(in read.Cpu) || !Riot.IsValid(in read.Riot) || !Cartridge.IsValid(in read.Cartridge) ||
            !Tia.IsValid(in read.Tia))
        {
            throw new InvalidDataException("The saved state of the machine is damaged.");
        }

        Restore(in read);
        foreach (byte[] buffer in Tia.Buffers)
        {
            reader.BaseStream.ReadExactly(buffer);
        }

        random.Load(reader);
        undrawn.AsSpan().Clear();
    }

    private bool IsPal()
    {
        SetSwitches(Keys.None, Properties.DetectsWithDifficultyA ? 3 : 0);
        int longFrames = 0;
        for (int i = 0; i < DetectionFrames; i++)
        {
            RunFrame(draw: true);
            if (i >= DetectionFrames - CountedFrames && Tia.Lines(cpu.State.Cycles) > MostNtscLines)
            {
                longFrames++;
            }
        }

        return longFrames >= PalFrames;
    }

    private void DrawLate(int buffer)
    {
        if (undrawn[buffer])
        {
            undrawn[buffer] = false;
            Rerun(ref begun[buffer]);
        }
    }

    // Runs a frame again, with drawing, and comes back.
    private void Rerun(ref MachineState from)
    {
        Capture(ref present);
        Restore(in from);
        drawing = true;
        careful = true;
        Begin();
        cpu.Run(FrameInstructions);
        if (!Tia.FrameEnded)
        {
            Tia.EndPartially(cpu.State.Cycles);
        }

        Restore(in present);
    }

    private void Begin()
    {
        int moved = Tia.BeginFrame(cpu.State.Cycles, drawing, careful);
        cpu.State.Cycles -= moved;
        riot.MoveClock(moved);
        Cartridge.MoveClock(moved);
    }

    private void Capture(ref MachineState state)
    {
        state.Cpu = cpu.State;
        state.Riot = riot.State;
        state.Tia = Tia.State;
        state.Cartridge = Cartridge.State;
        state.Controllers = Controllers.State;
        state.Frame = frame;
        state.DrawUntil = drawUntil;
    }

    private void Restore(in MachineState state)
    {
        cpu.State = state.Cpu;
        riot.State = state.Riot;
        Tia.State = state.Tia;
        Cartridge.State = state.Cartridge;
        Controllers.State = state.Controllers;
        frame = state.Frame;
        drawUntil = state.DrawUntil;
        Tia.Restored();
        Cartridge.Restored();
    }
}
