using System.Runtime.InteropServices;
using AsyncRL;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Environments.ClassicControl;
using AsyncRL.Evaluation;
using AsyncRL.Neural;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using Environment = AsyncRL.Environments.Environment;

namespace OneFileA3C.Tests;

/// <summary>In turns the one file learns what the program learns with the command at the file's top, float for float.</summary>
public sealed class ProgramEqualityTests
{
    [Theory]
    [InlineData(1, 5_000, 0, 25)]
    [InlineData(2, 5_000, 1, 25)]
    [InlineData(3, 5_000, 2, 25)]
    [InlineData(3, 7, 3, 25)] // less than a segment
    [InlineData(2, 30_000, 4, 500)]
    public void InTurnsItIsTheProgramBitForBit(int actors, int steps, int seed, int timeLimit)
    {
        Environment Create() => new TimeLimit(new CartPole(), timeLimit);
        var example = new A3C(Create, (ulong)seed, steps);
        example.Train(actors, inTurns: true);

        string folder = Path.Combine(Path.GetTempPath(), $"asyncrl-onefile-{Guid.NewGuid():n}");
        try
        {
            RunFolder run = RunFolder.CreateAt(folder, force: false);
            TrainingOutcome outcome =
                new TrainingRun(AlgorithmCatalog.Find("a3c"), "CartPole-v1", Create, Options(actors, steps, seed), run).Run();

            SafetensorsFile model = SafetensorsFile.Read(outcome.ModelPath!);
            AssertSame(model, "policy.", example.theta);
            AssertSame(model, "optimizer.g.", Assert.Single(example.g.Vectors).Values);
            Assert.Equal(steps, outcome.Steps);
            Assert.Equal(Evaluator.Run(outcome.Policy, Create, 5, (ulong)seed).Returns, example.Evaluate(episodes: 5));
            if (actors == 1)
            {
                // With several actors the program notes their episodes in another order, so its last 100 are not these.
                Assert.Equal(outcome.MeanReturn, example.lastReturns.Average(), 1e-9);
            }

            if (timeLimit == 25 && steps == 5_000)
            {
                // Episodes ended in both ways.
                Assert.Contains(timeLimit, example.lastReturns);
                Assert.Contains(example.lastReturns, r => r < timeLimit);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // asyncrl train a3c --env CartPole-v1 --preset paper --set learning_rate=1.5e-3 --set t_max=20 --set whole_episodes=true
    //     --deterministic --threads N --steps N --seed S
    private static TrainingOptions Options(int actors, int steps, int seed) => ResolvedConfiguration.Resolve("a3c", "CartPole-v1",
    [
        .. PresetCatalog.For("a3c", "CartPole-v1", "paper"),
        new OptionLayer("test",
        [
            ("learning_rate", "1.5e-3"), ("t_max", "20"), ("whole_episodes", "true"), ("deterministic", "true"),
            ("topology.threads", $"{actors}"), ("steps", $"{steps}"), ("seed", $"{seed}"),
        ]),
    ]).Options;

    private static void AssertSame(SafetensorsFile model, string prefix, ParameterVector values)
    {
        Assert.Equal(values.Layout.Views.Count, model.Names.Count(n => n.StartsWith(prefix, StringComparison.Ordinal)));
        foreach (ParameterView view in values.Layout.Views)
        {
            float[] own = new float[view.Count];
            view.CopyTo(values.Span, own);
            ReadOnlySpan<float> programs = model.ReadFloats(prefix + view.Name, view.Shape);
            Assert.Equal(MemoryMarshal.Cast<float, int>(programs).ToArray(), MemoryMarshal.Cast<float, int>(own).ToArray());
            Assert.Contains(own, x => x != 0f);
        }
    }
}
