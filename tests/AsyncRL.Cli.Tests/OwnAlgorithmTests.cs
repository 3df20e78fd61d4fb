using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Tests;

/// <summary>Algorithms of one's own, from an assembly that the program was not built with.</summary>
public class OwnAlgorithmTests
{
    private static readonly string[] Own = ["--assembly", Examples.OwnTrainingLoop];

    // Small enough for a tenth of a second; an evolution of four members makes an update every 100 steps or so.
    private static readonly string[] EvolutionOptions =
    [
        "--set", "evolution.pairs=2", "--set", "network.hidden=4", "--set", "evaluation.episodes=0", "--quiet", .. Own,
    ];

    private static readonly string[] TinyEvolution =
        ["train", "evolution", "--env", "CartPole-v1", "--steps", "3000", .. EvolutionOptions];

    private static readonly string[] TinySoftQ =
    [
        "train", "async-soft-q", "--env", "CartPole-v1", "--steps", "3000", "--threads", "2", "--deterministic",
        "--set", "soft_q.temperature=0.3", "--set", "network.hidden=4", "--set", "evaluation.episodes=0", "--quiet", .. Own,
    ];

    [Theory]
    [InlineData("evolution")]
    [InlineData("async-soft-q")]
    public void EveryCommandTakesIt(string algorithm)
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        string[] train = algorithm == "evolution" ? TinyEvolution : TinySoftQ;
        Asyncrl.Succeed([.. train, "--out", run, "--stop-at", "2000"]);
        Assert.Equal(2000, TrainedPolicy.Load(Checkpoint(run, 2000)).Description.Steps);
        Asyncrl.Succeed("resume", run, "--quiet");
        Assert.Contains("mean_return", Asyncrl.Succeed("eval", run, "--episodes", "3", "--json"), StringComparison.Ordinal);
        Asyncrl.Succeed("record", run, "--out", temporary.Sub("episode.gif"));
        Assert.True(File.Exists(temporary.Sub("episode.gif")));
        Assert.Contains(
            "steps_per_second",
            Asyncrl.Succeed(["bench", "training", "--algorithm", algorithm, "--env", "CartPole-v1", "--seconds", "0.05", .. Own]),
            StringComparison.Ordinal);
        Asyncrl.Succeed("plot", run, "--out", temporary.Sub("curves.svg"));
    }

    [Theory]
    [InlineData("evolution")]
    [InlineData("async-soft-q")]
    public void ResumingEqualsNeverHavingStopped(string algorithm)
    {
        using var temporary = new TemporaryFolder();
        string whole = temporary.Sub("whole"), resumed = temporary.Sub("resumed");
        string[] train = algorithm == "evolution" ? TinyEvolution : TinySoftQ;
        Asyncrl.Succeed([.. train, "--out", whole]);
        Asyncrl.Succeed([.. train, "--out", resumed, "--stop-at", "1234"]);
        string[] stopped = Parameters(Checkpoint(resumed, 1234));
        Asyncrl.Succeed("resume", resumed, "--stop-at", "2345", "--quiet");
        Asyncrl.Succeed("resume", resumed, "--quiet");
        string[] ended = Parameters(Path.Combine(resumed, "final_model.safetensors"));
        Assert.Equal(Parameters(Path.Combine(whole, "final_model.safetensors")), ended);
        Assert.NotEqual(stopped, ended);
    }

    [Fact]
    public void ItsOwnOptionsDecideHowItTrains()
    {
        using var temporary = new TemporaryFolder();
        Asyncrl.Succeed([.. TinySoftQ, "--out", temporary.Sub("warm")]);
        Asyncrl.Succeed([.. TinySoftQ, "--out", temporary.Sub("cold"), "--set", "soft_q.temperature=0.01"]);
        Assert.NotEqual(
            Parameters(Path.Combine(temporary.Sub("warm"), "final_model.safetensors")),
            Parameters(Path.Combine(temporary.Sub("cold"), "final_model.safetensors")));
        string configuration = File.ReadAllText(Path.Combine(temporary.Sub("cold"), "config.json"));
        Assert.Matches("\"soft_q.temperature\": \\{\\s*\"value\": \"0.01\",\\s*\"source\": \"--set\"", configuration);
        Assert.Matches(
            "\"target_interval\": \\{\\s*\"value\": \"500\",\\s*\"source\": \"preset async-soft-q: CartPole-v1\"", configuration);
        Assert.DoesNotContain("\"ppo.", configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsOptionsCanBeChangedWhenARunIsResumed()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        Asyncrl.Succeed([.. TinySoftQ, "--out", run, "--stop-at", "1000"]);
        Asyncrl.Succeed("resume", run, "--quiet", "--set", "soft_q.temperature=0.5");
        Assert.Matches("\"soft_q.temperature\": \\{\\s*\"value\": \"0.5\"", File.ReadAllText(Path.Combine(run, "config.json")));
    }

    [Fact]
    public void TheListShowsItWithItsOptionsAndPresets()
    {
        Assert.Matches(@"\nevolution +evolution\.\* +Evolution strategies: ", Asyncrl.Succeed(["list", "algorithms", .. Own]));
        string one = Asyncrl.Succeed(["list", "algorithms", "evolution", .. Own]);
        Assert.StartsWith("evolution: Evolution strategies: ", one, StringComparison.Ordinal);
        Assert.Contains("of these its own: evolution.*", one, StringComparison.Ordinal);
        Assert.Matches(@"\nevolution\.pairs +16 +a whole number, from 1 to 10000 +Pairs of perturbed policies", one);
        Assert.Matches(@"\nlearning_rate +0\.0007 +a number, at least 0 +Learning rate", one);
        Assert.DoesNotContain("ppo.", one, StringComparison.Ordinal);
        Assert.Matches(@"\nCartPole-v1 +steps=100_000 network\.hidden=16", one);
        Assert.Matches(@"\nevolution +default +learning_rate=0\.5", Asyncrl.Succeed(["list", "presets", .. Own]));
    }

    [Fact]
    public void TheListShowsTheProgramsAlgorithmsToo()
    {
        Assert.Matches(@"\nppo +t_max topology\.wait ppo\.\* ", Asyncrl.Succeed("list", "algorithms"));
        string one = Asyncrl.Succeed("list", "algorithms", "dqn");
        Assert.Contains("reads, besides the common options: dqn.* replay.* target_interval", one, StringComparison.Ordinal);
        Assert.Contains("of these its own: her.*", one, StringComparison.Ordinal);
        Assert.DoesNotContain("of these its own", Asyncrl.Succeed("list", "algorithms", "reinforce"), StringComparison.Ordinal);
        Assert.Matches(@"\nreplay\.n_step +\d+ +a whole number", one);
        Assert.Contains("did you mean 'dqn'?", Asyncrl.Refuse("list", "algorithms", "dqm"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "evolution", "evolution.sigma=-1", "evolution.sigma: -1 is out of range; it must be at least 1E-06 (from --set).")]
    [InlineData("evolution", "evolution.pairs=many", "evolution.pairs: 'many' is not a whole number (from --set).")]
    [InlineData(
        "evolution", "evolution.sgma=1",
        "Unknown option 'evolution.sgma'; did you mean 'evolution.sigma'? 'asyncrl list algorithms evolution' lists what it " +
        "reads (from --set).")]
    [InlineData(
        "evolution", "ppo.n_epochs=4",
        "ppo.n_epochs: evolution does not read this option; it belongs to ppo and rnd. Besides the common options, evolution " +
        "reads evolution.*. " +
        "See 'asyncrl list algorithms evolution' (from --set).")]
    [InlineData(
        "async-soft-q", "evolution.sigma=1",
        "evolution.sigma: async-soft-q does not read this option; it belongs to evolution. Besides the common options, " +
        "async-soft-q reads t_max, topology.sharing, topology.replicas, topology.exchange_steps, target_interval, " +
        "soft_q.*. See 'asyncrl list algorithms async-soft-q' (from --set).")]
    public void AnOptionThatItDoesNotTakeIsRefused(string algorithm, string setting, string because) => Assert.Equal(
        $"asyncrl: {because}", Asyncrl.Refuse(["train", algorithm, "--env", "CartPole-v1", "--set", setting, .. Own]));

    [Fact]
    public void AMisspeltNameIsAnsweredWithTheClosestOfTheAssembly() => Assert.Contains(
        "Unknown algorithm 'evolutoin'; did you mean 'evolution'?",
        Asyncrl.Refuse(["train", "evolutoin", "--env", "CartPole-v1", .. Own]), StringComparison.Ordinal);

    [Fact]
    public void AnUnknownNamePointsToTheOption() => Assert.EndsWith(
        "--assembly adds your own.",
        Asyncrl.Refuse("train", "nobody-knows-me", "--env", "CartPole-v1"), StringComparison.Ordinal);

    [Fact]
    public void ARunRemembersTheAssembliesOfItsAlgorithmAndOfItsEnvironment()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run"), remembered = Path.Combine(run, "assembly.txt");
        Asyncrl.Succeed(
        [
            "train", "evolution", "--env", "Examples/Courier-v0", "--steps", "3000", "--stop-at", "1000", "--out", run,
            "--assembly", Examples.OwnEnvironment, .. EvolutionOptions,
        ]);
        Assert.Equal([Examples.OwnEnvironment, Examples.OwnTrainingLoop], File.ReadAllLines(remembered));

        // In processes of their own, because this one has loaded both already.
        (int code, _, string error) = Asyncrl.RunApart("resume", run, "--stop-at", "2000", "--quiet");
        Assert.True(code == 0, error);
        Assert.Contains($"Loading '{Examples.OwnEnvironment}'", error, StringComparison.Ordinal);
        Assert.Contains($"Loading '{Examples.OwnTrainingLoop}'", error, StringComparison.Ordinal);
        Assert.Equal([Examples.OwnEnvironment, Examples.OwnTrainingLoop], File.ReadAllLines(remembered));

        // Every line is looked at before any is loaded.
        File.WriteAllLines(remembered, [Examples.OwnEnvironment, "/no/such/thing.dll"]);
        error = Asyncrl.Refuse("eval", run);
        Assert.Contains(
            "'/no/such/thing.dll', which is not there any more; give it with --assembly", error, StringComparison.Ordinal);
        File.WriteAllLines(remembered, [Examples.OwnEnvironment, Path.Combine(run, "Sent.dll")]);
        Assert.Contains("is not loaded unasked", Asyncrl.Refuse("eval", run), StringComparison.Ordinal);

        // Given ones come in place of those.
        Asyncrl.Succeed(["resume", run, "--quiet", "--assembly", Examples.OwnEnvironment, .. Own]);
    }

    [Fact]
    public void OneAssemblyIsRememberedOnce()
    {
        using var temporary = new TemporaryFolder();
        string run = temporary.Sub("run");
        Asyncrl.Succeed([.. TinyEvolution, "--out", run, "--stop-at", "500"]);
        Assert.Equal($"{Examples.OwnTrainingLoop}\n", File.ReadAllText(Path.Combine(run, "assembly.txt")));
    }

    [Fact]
    public void StudiesCompareItWithOthers()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.Sub("options.yml"), "evolution.sigma: 0.2\nsoft_q: { temperature: 0.2 }\nt_max: 10\n");
        string[] study =
        [
            "study", "comparison", "--methods", "evolution,async-soft-q,async-soft-q+soft_q.temperature=0.5",
            "--env", "CartPole-v1", "--steps", "600", "--seeds", "1", "--points", "1", "--episodes", "1", "--final-episodes",
            "1", "--threads", "1", "--set", "evolution.pairs=2", "--config", temporary.Sub("options.yml"), "--out",
            temporary.Sub("study"), .. Own,
        ];
        string output = Asyncrl.Succeed(study);
        Assert.Contains("Done: 3 trials, report in", output, StringComparison.Ordinal);
        Assert.Contains("async-soft-q, soft_q.temperature=0.5", output, StringComparison.Ordinal);

        // What one method reads and another does not is the one's; what none reads is refused.
        string error = Asyncrl.Refuse([.. study, "--set", "ppo.n_epochs=2"]);
        Assert.Contains("ppo.n_epochs: evolution does not read", error, StringComparison.Ordinal);
    }

    private static string Checkpoint(string run, int steps) =>
        Path.Combine(run, "checkpoints", $"CartPole-v1_{steps}_steps.safetensors");

    // All that is learnt and all that decides how a run goes on, but for the run's own clock.
    private static string[] Parameters(string model)
    {
        SafetensorsFile file = SafetensorsFile.Read(model);
        return [.. file.Names.Where(n => n != "state.run").Select(n => $"{n} {Convert.ToHexString(file.ReadRaw(n))}")];
    }
}
