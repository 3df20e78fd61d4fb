using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Environments that do one odd thing each.</summary>
internal static class TestEnvironments
{
    public delegate StepResult Fault(Span<float> observation);

    /// <summary>Counts its steps; terminates after ten; can save nothing.</summary>
    public sealed class Unsaveable() : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Fill((float)Random.Uniform(-1, 1));
            return new StepResult(action, Terminated: ++steps == 10);
        }
    }

    /// <summary>At a given step of its life does something an environment must not do.</summary>
    public sealed class Faulty(int atStep, Fault fault, double reward = 0) : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Clear();
            return ++steps == atStep ? fault(observation) : new StepResult(reward, Terminated: false);
        }
    }
}
