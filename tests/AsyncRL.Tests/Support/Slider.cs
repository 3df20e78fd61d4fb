using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Shows a place and pays the less the farther the action is from it. It throws at an action outside its bounds and notes every
/// one it gets. Its episodes last nine steps and end in a terminal state, or are truncated, by turns.
/// </summary>
/// <param name="low">The lower bound of both numbers of an action.</param>
/// <param name="high">The upper bound.</param>
/// <param name="taken">Receives the actions, two numbers each; null to forget them.</param>
/// <param name="still">Whether it always shows the same place.</param>
internal sealed class Slider(float low, float high, List<float>? taken = null, bool still = false)
    : ContinuousEnvironment(new Box(-1f, 1f, 2), new Box(low, high, 2))
{
    public const int Length = 9;

    private readonly float[] place = new float[2];
    private int steps;
    private int episodes;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(place[0]);
        writer.Write(place[1]);
        writer.Write(steps);
        writer.Write(episodes);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        place[0] = reader.ReadSingle();
        place[1] = reader.ReadSingle();
        steps = reader.ReadInt32();
        episodes = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        episodes++;
        Show(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double distance = 0;
        for (int d = 0; d < 2; d++)
        {
            if (!(action[d] >= low && action[d] <= high))
            {
                throw new InvalidOperationException(
                    $"number {d} of the action is {action[d]}, but the bounds are {low} and {high}");
            }

            taken?.Add(action[d]);
            distance += Math.Abs(2 * (((double)action[d] - low) / ((double)high - low)) - 1 - place[d]);
        }

        Show(observation);
        bool ends = ++steps == Length;
        return new StepResult(-distance, Terminated: ends && episodes % 2 == 0, Truncated: ends && episodes % 2 == 1);
    }

    private void Show(Span<float> observation)
    {
        for (int d = 0; d < 2; d++)
        {
            observation[d] = place[d] = still ? 0.3f : (float)Random.Uniform(-1, 1);
        }
    }
}
