using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>The last report comes once.</summary>
public sealed class Fault15Tests
{
    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void ARunWhosePlayersEndDuringAnEvaluationReportsItsLastStepOnce(string kind)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var world = new World();
        TrainingRun run = world.NewRun(kind, World.Options(kind, 3_000), folder);

        // The first evaluation goes on until all steps are played, where they are played meanwhile.
        world.Made = _ =>
        {
            long steps = run.Steps;
            for (int i = 0; i < 500 && run.Steps < 3_000 && (i < 20 || run.Steps > steps); i++)
            {
                Thread.Sleep(5);
            }
        };
        var reports = new List<long>();
        run.Progress += p =>
        {
            if (p.IsReport)
            {
                reports.Add(p.Steps);
            }
        };
        run.Run();

        long[] rows = [.. File.ReadAllLines(folder.ProgressCsvPath).Skip(1).Select(l => long.Parse(l.Split(',')[0], null))];
        Assert.Equal(rows.Length, reports.Count);
        Assert.Distinct(rows);
        Assert.Equal(3_000, rows[^1]);
    }
}
