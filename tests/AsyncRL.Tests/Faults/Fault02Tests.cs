using System.Globalization;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>The best model's score is in its file, and the better file stays.</summary>
public sealed class Fault02Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly World world = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void TheFileHoldsTheBestScoreOfTheEvaluations()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        world.NewRun("a3c", World.Options("a3c", 5_000), folder).Run();
        string[][] rows = [.. File.ReadAllLines(folder.EvalCsvPath).Select(l => l.Split(','))];
        int column = Array.IndexOf(rows[0], "eval/mean_reward");
        Assert.Equal(
            rows.Skip(1).Max(r => double.Parse(r[column], CultureInfo.InvariantCulture)),
            BestModel.ScoreIn(folder.BestModelPath, double.NaN));
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void ABetterModelOfLaterThanTheCheckpointStaysAndAWorseOneIsReplaced(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = world.NewRun(kind, World.Options(kind, 2_000), folder).Run(stopAt: 400);
        foreach ((double score, bool stays) in new[] { (1e9, true), (-1e9, false) })
        {
            BestModel.Save(first.Policy, folder.BestModelPath, score);
            byte[] before = File.ReadAllBytes(folder.BestModelPath);
            TrainingRun resumed = world.NewRun(kind, World.Options(kind, 2_000), folder);
            resumed.Restore(first.ModelPath!);
            resumed.Run();   // to its end, where it is evaluated in any case
            Assert.Equal(stays, before.AsSpan().SequenceEqual(File.ReadAllBytes(folder.BestModelPath)));
        }
    }

    [Fact]
    public void AFileThatCannotBeReadIsReplaced()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        File.WriteAllText(folder.BestModelPath, "torn");
        world.NewRun("a3c", World.Options("a3c", 1_000), folder).Run();
        Assert.True(double.IsFinite(BestModel.ScoreIn(folder.BestModelPath, double.NaN)));
        SafetensorsFile.Read(folder.BestModelPath);
    }
}
