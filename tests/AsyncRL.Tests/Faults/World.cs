using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Faults;

/// <summary>A small world of ten steps an episode, which tells a test what is done with it.</summary>
internal sealed class World
{
    /// <summary>Every way of training, by a name: an algorithm, and after a plus sign what differs from its plain form.</summary>
    public static TheoryData<string> Kinds =>
    [
        "a3c", "a3c+turns", "async-q", "ppo", "ppo+turns", "impala", "impala+turns", "impala+central", "dqn",
        "dqn+overlap", "sac", "gorila", "gorila+turns",
    ];

    public static TheoryData<string> DeterministicKinds =>
    [
        "a3c+turns", "async-q+turns", "ppo+turns", "impala+turns", "impala+central+turns", "dqn+turns", "sac+turns",
        "gorila+turns",
    ];

    /// <summary>Called when an environment is made, with its number from 1, and before each reset and step.</summary>
    public Action<int> Made { get; set; } = _ => { };

    public Action Resets { get; set; } = () => { };

    public Action Steps { get; set; } = () => { };

    public Action<BinaryWriter> Saves { get; set; } = writer => writer.Write(7);

    public Action<BinaryReader> Loads { get; set; } = reader => reader.ReadInt32();

    /// <summary>Number of the environment that took the last step; of use where one thread plays all.</summary>
    public int Last { get; private set; }

    public int Observations { get; init; } = 2;

    public int Actions { get; init; } = 2;

    // Actors that run freely play slowly enough for the coordinator to do what is due on its way.
    private bool isPaced;
    private int made;

    public Environment Make(string kind)
    {
        Made(Interlocked.Increment(ref made));
        isPaced |= !kind.Contains("turns", StringComparison.Ordinal);
        return kind.StartsWith("sac", StringComparison.Ordinal) ? new Continuous(this) : new Choosing(this);
    }

    public TrainingRun NewRun(string kind, TrainingOptions options, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find(kind.Split('+')[0]), "World", () => Make(kind), options, folder);

    public static TrainingOptions Options(string kind, long steps)
    {
        string[] words = kind.Split('+');
        bool replays = words[0] is "dqn" or "sac" or "gorila";

        // Short enough for no warning of the options.
        TrainingOptions basis = words[0] switch
        {
            "dqn" => new() { TargetInterval = 100, Dqn = new() { AnnealSteps = 100 } },
            "gorila" => new() { Dqn = new() { AnnealSteps = 100 } },
            "async-q" => new() { TargetInterval = 100, Exploration = new() { AnnealSteps = 100 } },
            _ => new(),
        };
        return basis with
        {
            Steps = steps,
            Deterministic = words.Contains("turns"),
            TMax = 5,
            Network = new NetworkOptions { Hidden = [8] },
            Topology = new TopologyOptions
            {
                Threads = words[0] is "dqn" or "sac" ? 1 : 2,
                EnvsPerActor = 2,
                Inference = words.Contains("central") ? InferencePlace.Central : InferencePlace.Actor,
            },
            Replay = !replays ? new ReplayOptions() : new ReplayOptions
            {
                Capacity = 1_000, LearningStarts = 50, BatchSize = 8, Save = true, Overlap = words.Contains("overlap"),
            },
            Evaluation = new EvaluationOptions { Episodes = 2, Interval = 500 },
            Report = new ReportOptions { Interval = 200 },
            Checkpoint = new CheckpointOptions { Interval = 300, Keep = 100 },
        };
    }

    private sealed class Choosing(World world) : DiscreteEnvironment(new Box(-1f, 1f, world.Observations), world.Actions)
    {
        private readonly Core core = new(world);

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            core.Save(writer);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            core.Load(reader);
        }

        protected override void OnReset(Span<float> observation) => core.Reset(observation);

        protected override StepResult OnStep(int action, Span<float> observation) => core.Step(action, observation);
    }

    private sealed class Continuous(World world)
        : ContinuousEnvironment(new Box(-1f, 1f, world.Observations), new Box(-1f, 1f, 1))
    {
        private readonly Core core = new(world);

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            core.Save(writer);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            core.Load(reader);
        }

        protected override void OnReset(Span<float> observation) => core.Reset(observation);

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation) =>
            core.Step(action[0], observation);
    }

    private sealed class Core(World world)
    {
        private readonly int number = world.made;
        private int steps;

        public void Reset(Span<float> observation)
        {
            world.Resets();
            steps = 0;
            observation.Clear();
        }

        public StepResult Step(float action, Span<float> observation)
        {
            world.Last = number;
            world.Steps();
            if (world.isPaced)
            {
                Thread.SpinWait(1_000);
            }

            steps++;
            observation.Fill(steps / 10f);
            return new StepResult(action, Terminated: steps == 10);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(steps);
            world.Saves(writer);
        }

        public void Load(BinaryReader reader)
        {
            steps = reader.ReadInt32();
            world.Loads(reader);
        }
    }
}
