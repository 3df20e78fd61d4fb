namespace AsyncRL.Studies.Tests;

public class StudyScheduleTests
{
    [Theory]
    [InlineData(1, "0:1 0:1 0:4 0:4 1:1 1:1 1:4 1:4 2:1 2:1 2:4 2:4")]
    [InlineData(2, "0:1 0:1 0:4 0:4 1:1 1:1 1:4 1:4 2:1 2:1 2:4 2:4")]
    [InlineData(4, "0:1 0:1 1:1 1:1 0:4 0:4 1:4 1:4 2:1 2:1 2:4 2:4")]
    [InlineData(16, "0:1 0:1 1:1 1:1 2:1 2:1 0:4 0:4 1:4 1:4 2:4 2:4")]
    public void OneThreadCountRunsAtATimeAndSeedsInRoundsThatKeepTheCoresBusy(int processors, string order)
    {
        var study = new SpeedupStudy(
            new StudyRequest { EnvironmentId = "CartPole-v1", Methods = ["a3c", "async-q"], Processors = processors }, [4, 1, 1],
            seeds: 3, score: 100);
        IReadOnlyList<StudyTrial> ordered = StudySchedule.Order(study.Trials, study.JobsFor);
        Assert.Equal(order, string.Join(' ', ordered.Select(t => $"{t.Options.Seed}:{t.Threads}")));
        Assert.Equal(study.Trials.Select(t => t.Key).Order(), ordered.Select(t => t.Key).Order());
    }

    [Fact]
    public void TrainingsSideBySideShareTheLogicalProcessors()
    {
        var request = new StudyRequest { EnvironmentId = "CartPole-v1", Methods = ["a3c"], Processors = 16 };
        var study = new RobustnessStudy(request, draws: 1);
        Assert.Equal([16, 5, 1, 1], new[] { 1, 3, 16, 32 }.Select(study.JobsFor));
        Assert.Equal(3, new RobustnessStudy(request with { Jobs = 3 }, draws: 1).JobsFor(16));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(2, true)]
    public void ThreadCountsBeyondTheProcessorsAreSaid(int processors, bool said)
    {
        var study = new SpeedupStudy(
            new StudyRequest { EnvironmentId = "CartPole-v1", Methods = ["a3c"], Processors = processors }, [1, 4],
            seeds: 1, score: 100);
        Assert.Equal(said, study.ProcessorNote is not null);
        const string sentence = "more threads than the 2 logical processors: time cannot fall further";
        Assert.Equal(said, study.Find([]).Notes.Any(n => n.Contains(sentence, StringComparison.Ordinal)));
    }
}
