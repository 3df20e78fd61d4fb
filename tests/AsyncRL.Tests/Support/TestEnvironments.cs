using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Environments that do one odd thing each.</summary>
internal static class TestEnvironments
{
    public delegate StepResult Fault(Span<float> observation);

    /// <summary>Shows and pays numbers that are just allowed, but whose squares overflow: no gradient is finite.</summary>
    public static Faulty Glaring() => new(-1, observation =>
    {
        observation.Fill(9e14f);
        return new StepResult(Reward: 1e12, Terminated: false);
    }, everyStep: true);

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

    /// <summary>
    /// Allows random actions, a different set in each state, and throws when it gets another; never allows action 3.
    /// </summary>
    public sealed class Masked(bool allowNone = false) : DiscreteEnvironment(new Box(0f, 1f, 5), actions: 5)
    {
        private readonly bool[] allowed = new bool[5];
        private int steps;

        public override bool HasActionMask => true;

        public override bool CanSaveState => true;

        public override void WriteActionMask(Span<bool> legal) => allowed.CopyTo(legal);

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(steps);
            foreach (bool flag in allowed)
            {
                writer.Write(flag);
            }
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            steps = reader.ReadInt32();
            for (int a = 0; a < allowed.Length; a++)
            {
                allowed[a] = reader.ReadBoolean();
            }
        }

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            Allow(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            if (!allowed[action])
            {
                throw new InvalidOperationException($"action {action} is illegal");
            }

            Allow(observation);
            return new StepResult(action == 4 ? 1 : 0, Terminated: ++steps == 20);
        }

        private void Allow(Span<float> observation)
        {
            int one = Random.Integers(0, 3);
            for (int a = 0; a < allowed.Length; a++)
            {
                allowed[a] = !allowNone && a != 3 && (a == one || Random.Chance(0.3));
                observation[a] = allowed[a] ? 1 : 0;
            }
        }
    }

    /// <summary>
    /// Pays the closer the action comes to the observation, and notes whether an action was
    /// ever outside its bounds of [-0.5, 0.5].
    /// </summary>
    public sealed class Aim() : ContinuousEnvironment(new Box(-0.5f, 0.5f, 1), new Box(-0.5f, 0.5f, 1))
    {
        private float target;
        private int steps;

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(target);
            writer.Write(steps);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            target = reader.ReadSingle();
            steps = reader.ReadInt32();
        }

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            Show(observation);
        }

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            if (Math.Abs(action[0]) > 0.5f)
            {
                throw new InvalidOperationException($"the action {action[0]} is out of bounds");
            }

            double reward = -Math.Abs(action[0] - target);
            Show(observation);
            return new StepResult(reward, Terminated: ++steps == 7);
        }

        private void Show(Span<float> observation) => observation[0] = target = (float)Random.Uniform(-0.5, 0.5);
    }

    /// <summary>At a given step of its life, or at every step, does something an environment must not do.</summary>
    public sealed class Faulty(int atStep, Fault fault, double reward = 0, bool everyStep = false)
        : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Clear();
            return ++steps == atStep || everyStep ? fault(observation) : new StepResult(reward, Terminated: false);
        }
    }

    /// <summary>Counts its steps beyond the end of its space.</summary>
    public sealed class Lost() : DiscreteEnvironment(new Discrete(3), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation) => observation[0] = steps = 0;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = ++steps;
            return new StepResult(0, Terminated: false);
        }
    }
}
