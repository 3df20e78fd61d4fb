using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Sees an image of bytes, two numbers and a gear, and makes three choices at once; each is rewarded when it answers its part of
/// what is seen, and the whole is masked: the trigger may only be pulled in gears above 1.
/// </summary>
internal sealed class Gunner() : MultiDiscreteEnvironment(Sight, new MultiDiscrete(3, 2, 2))
{
    public const int Length = 8;

    private const int Size = 6;

    private static readonly DictSpace Sight = new(
        ("wind", new Box(-1f, 1f, 2)), ("camera", new Box(ElementType.UInt8, 0, 255, Size, Size, 1)),
        ("gear", new Discrete(3, start: 1)));

    private int column;
    private float wind;
    private int gear;
    private int steps;

    public override bool CanSaveState => true;

    public override bool HasActionMask => true;

    public override void WriteActionMask(Span<bool> legal)
    {
        legal.Fill(true);
        legal[6] = gear > 1;
    }

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(column);
        writer.Write(wind);
        writer.Write(gear);
        writer.Write(steps);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        column = reader.ReadInt32();
        wind = reader.ReadSingle();
        gear = reader.ReadInt32();
        steps = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        Show(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<int> choices, Span<float> observation)
    {
        if (choices[2] == 1 && gear == 1)
        {
            throw new InvalidOperationException("the trigger is locked in gear 1");
        }

        double reward = (choices[0] == column ? 1 : 0) + (choices[1] == (wind > 0 ? 1 : 0) ? 1 : 0)
            + (choices[2] == (gear == 3 ? 1 : 0) ? 1 : 0);
        Show(observation);
        return new StepResult(reward / 3, Terminated: ++steps == Length);
    }

    private void Show(Span<float> observation)
    {
        column = Random.Integers(0, 3);
        wind = (float)Random.Uniform(-1, 1);
        gear = Random.Integers(1, 4);
        observation.Clear();
        Span<float> camera = Sight["camera"].Of(observation);
        for (int y = 0; y < Size; y++)
        {
            camera[y * Size + 2 * column] = camera[y * Size + 2 * column + 1] = 255;
        }

        Span<float> winds = Sight["wind"].Of(observation);
        winds[0] = wind;
        winds[1] = -wind;
        Sight["gear"].Of(observation)[0] = gear;
    }
}
