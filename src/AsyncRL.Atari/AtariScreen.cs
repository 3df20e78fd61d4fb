using System.Numerics;

namespace AsyncRL.Atari;

/// <summary>
/// What an environment shows of an emulator: memory, colours, or gray, pooled over a step's last two frames and scaled, in the
/// order of Gymnasium's AtariPreprocessing. Allocates nothing once constructed.
/// </summary>
internal sealed class AtariScreen
{
    private readonly AtariGameOptions options;
    private readonly AreaResize? resize;
    private readonly byte[] colours;
    private readonly byte[] newest;   // Gymnasium's buffer 0: the last frame, or its maximum with the one before
    private readonly byte[] previous; // buffer 1: the last frame but one

    public AtariScreen(int height, int width, AtariGameOptions options)
    {
        this.options = options;
        bool isGray = options.Observation == AtariObservation.Grayscale;
        colours = new byte[options.Observation == AtariObservation.Rgb ? height * width * 3 : 0];
        newest = new byte[isGray ? height * width : 0];
        previous = new byte[options.MaxPool ? newest.Length : 0];
        resize = options.ScreenSize > 0 ? new AreaResize(height, width, options.ScreenSize, options.ScreenSize) : null;
    }

    /// <summary>Whether a frame of a step, counted from 0, will be looked at.</summary>
    public bool Looks(int frame) => options.Observation != AtariObservation.Ram
        && (frame == options.FrameSkip - 1 || (options.MaxPool && frame == options.FrameSkip - 2));

    /// <summary>Looks at a frame of a step.</summary>
    public void Look(AtariEmulator emulator, int frame)
    {
        if (newest.Length > 0)
        {
            emulator.WriteGray(frame == options.FrameSkip - 1 ? newest : previous);
        }
    }

    /// <summary>Forgets what was seen, and looks at an episode's first frame.</summary>
    public void Begin(AtariEmulator emulator)
    {
        if (newest.Length > 0)
        {
            emulator.WriteGray(newest);
            previous.AsSpan().Clear();
        }
    }

    /// <summary>Writes the observation after a step or a reset.</summary>
    public void Write(AtariEmulator emulator, Span<float> observation)
    {
        switch (options.Observation)
        {
            case AtariObservation.Ram:
                Widen(emulator.Ram, observation);
                return;
            case AtariObservation.Rgb:
                emulator.WriteRgb(colours);
                Widen(colours, observation);
                return;
            default:
                break;
        }

        if (options.MaxPool)
        {
            Pool();
        }

        if (resize is null)
        {
            Widen(newest, observation);
        }
        else
        {
            resize.Write(newest, observation);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(newest.Length);
        writer.Write(newest);
        writer.Write(previous.Length);
        writer.Write(previous);
    }

    public void Load(BinaryReader reader)
    {
        Load(reader, newest);
        Load(reader, previous);
    }

    private static void Load(BinaryReader reader, byte[] buffer)
    {
        int length = reader.ReadInt32();
        if (length != buffer.Length)
        {
            throw new InvalidDataException(
                $"The saved state keeps {length} bytes of the screen, this game {buffer.Length}; " +
                "load it into a game with the options that it was saved with.");
        }

        reader.BaseStream.ReadExactly(buffer);
    }

    private void Pool()
    {
        int i = 0;
        for (; i <= newest.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Max(new Vector<byte>(newest, i), new Vector<byte>(previous, i)).CopyTo(newest, i);
        }

        for (; i < newest.Length; i++)
        {
            newest[i] = Math.Max(newest[i], previous[i]);
        }
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<float> observation)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            observation[i] = bytes[i];
        }
    }
}
