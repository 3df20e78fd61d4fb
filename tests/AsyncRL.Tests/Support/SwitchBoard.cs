using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Shows a few lamps, and pays for every switch that is set as its lamp.</summary>
internal sealed class SwitchBoard() : MultiDiscreteEnvironment(new MultiBinary(Lamps), new MultiBinary(Lamps))
{
    private const int Lamps = 4;

    private readonly float[] lamps = new float[Lamps];
    private int steps;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(steps);
        foreach (float lamp in lamps)
        {
            writer.Write(lamp);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        steps = reader.ReadInt32();
        for (int i = 0; i < Lamps; i++)
        {
            lamps[i] = reader.ReadSingle();
        }
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        Show(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<int> choices, Span<float> observation)
    {
        double right = 0;
        for (int i = 0; i < Lamps; i++)
        {
            right += choices[i] == (int)lamps[i] ? 1.0 / Lamps : 0;
        }

        Show(observation);
        return new StepResult(right, Terminated: ++steps == 8);
    }

    private void Show(Span<float> observation)
    {
        ObservationSpace.Sample(Random, lamps);
        lamps.CopyTo(observation);
    }
}
