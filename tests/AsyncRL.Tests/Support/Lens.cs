using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Shows an image of bytes with one bright column, and the wind, and pays the closer the action points to the column against the
/// wind. Its episodes last eight steps and are truncated.
/// </summary>
internal sealed class Lens() : ContinuousEnvironment(Sight, new Box(0f, Size - 1f, 1))
{
    public const int Length = 8;

    private const int Size = 5;

    private static readonly DictSpace Sight =
        new(("wind", new Box(-1f, 1f, 1)), ("camera", new Box(ElementType.UInt8, 0, 255, Size, Size, 1)));

    private int column;
    private float wind;
    private int steps;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(column);
        writer.Write(wind);
        writer.Write(steps);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        column = reader.ReadInt32();
        wind = reader.ReadSingle();
        steps = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        Show(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double reward = -Math.Abs(action[0] - column + wind);
        Show(observation);
        return new StepResult(reward, Terminated: false, Truncated: ++steps == Length);
    }

    private void Show(Span<float> observation)
    {
        column = Random.Integers(0, Size);
        wind = observation[0] = (float)Random.Uniform(-1, 1);
        for (int i = 0; i < Size * Size; i++)
        {
            observation[1 + i] = i % Size == column ? 255 : 0;
        }
    }
}
