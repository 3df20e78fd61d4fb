using AsyncRL.Environments;
using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Tests.Play;

/// <summary>
/// Another world in the spaces of CartPole-v1: shows noise and its number, pays ten and its number at every step, and ends after
/// five and its number of them.
/// </summary>
/// <param name="number">Its number.</param>
internal sealed class Metronome(int number) : DiscreteEnvironment(new CartPole().ObservationSpace, actions: 2)
{
    private int step;

    /// <summary>Steps of an episode.</summary>
    public int Length => 5 + number;

    /// <summary>What it pays.</summary>
    public double Reward => 10 + number;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(step);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        step = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        step = 0;
        Show(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        Show(observation);
        return new StepResult(Reward, Terminated: ++step == Length);
    }

    private void Show(Span<float> observation)
    {
        for (int i = 0; i < 3; i++)
        {
            observation[i] = (float)Random.Uniform(-0.1, 0.1);
        }

        observation[3] = number * 0.01f;
    }
}
