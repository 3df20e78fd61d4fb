using AsyncRL.Runs;

namespace AsyncRL.Tests.Faults;

/// <summary>A deterministic run makes, plays and evaluates on the caller's thread: some engines know no other.</summary>
public sealed class Fault20Tests
{
    [Theory]
    [MemberData(nameof(World.DeterministicKinds), MemberType = typeof(World))]
    public void ADeterministicRunUsesItsEnvironmentsOnTheCallersThreadAlone(string kind)
    {
        var threads = new HashSet<int>();
        void Note()
        {
            lock (threads)
            {
                threads.Add(System.Environment.CurrentManagedThreadId);
            }
        }

        var world = new World { Made = _ => Note(), Resets = Note, Steps = Note };
        int evaluations = 0;
        TrainingOutcome outcome = Trainer.Train(
            () => world.Make(kind), World.Options(kind, 1_500), kind.Split('+')[0],
            p => evaluations += p.Evaluation is null ? 0 : 1);
        Assert.True(outcome.Completed);
        Assert.True(evaluations > 1);
        Assert.Equal([System.Environment.CurrentManagedThreadId], threads);
    }
}
