using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Ends after five steps; measures the number of its episode, from 0, and minus that.</summary>
/// <param name="measure">Changes a measure.</param>
internal sealed class Turns(Func<double, double>? measure = null)
    : DiscreteEnvironment(new Box(0f, 10f, 1), actions: 2), IEpisodeMeasures
{
    private int step;
    private int turn = -1;

    public override bool CanSaveState => true;

    public IReadOnlyList<string> MeasureNames => ["turn", "minus_turn"];

    public void WriteMeasures(Span<double> values)
    {
        values[0] = measure is null ? turn : measure(turn);
        values[1] = -turn;
    }

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(step);
        writer.Write(turn);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        step = reader.ReadInt32();
        turn = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        turn++;
        observation[0] = step = 0;
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        observation[0] = ++step;
        return new StepResult(1, step == 5);
    }
}
