using AsyncRL.Algorithms;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Synchronous;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Racing;

/// <summary>The threads of the program: those that share minibatches of a replay memory, or those in lock-step.</summary>
internal sealed class RealJointUpdates : IJointUpdates
{
    private const int Rows = 12; // of an update, of all threads together

    private readonly Learner learner;

    private RealJointUpdates(AgentDesign design, TrainingOptions options)
    {
        learner = new Learner(new DesignedAlgorithm(_ => design), "nothing", () => new WholeNumbers.World(), options with
        {
            LearningRate = 1, LearningRateSchedule = LearningRateSchedule.Constant, MaxGradNorm = 0, Steps = 1_000_000,
            Optimizer = new() { Name = "momentum-sgd", Alpha = 0 }, Evaluation = new() { Episodes = 0 },
        });
        Theta.Span.Clear();
    }

    public ParameterVector Theta => learner.Shared.Theta;

    public static RealJointUpdates OfMinibatches(int threads)
    {
        var objective = new WholeNumbers.Replayed();
        return new RealJointUpdates(
            AgentDesign.For(
                objective, (_, _) => new PolicySampling(new CategoricalPolicy(2)),
                parts => ReplayLearner.Create(parts, objective)),
            new TrainingOptions
            {
                Topology = new() { EnvsPerActor = 1 },
                Replay = new()
                {
                    Capacity = 50, LearningStarts = 20, BatchSize = Rows, TrainFrequency = 1, Updates = 10,
                    LearnerThreads = threads,
                },
            });
    }

    public static RealJointUpdates OfLockstep(int threads)
    {
        var objective = new WholeNumbers.Segment();
        return new RealJointUpdates(
            AgentDesign.For(
                objective, (_, _) => new PolicySampling(new CategoricalPolicy(2)),
                parts => Lockstep.Create(parts, objective)),
            new TrainingOptions { TMax = Rows / threads, Topology = new() { Threads = threads, EnvsPerActor = 1 } });
    }

    public double Run(int updates)
    {
        learner.Topology.RunUntil(() => learner.Shared.Updates >= updates);
        double sum = 0;
        for (long n = 0; n < learner.Shared.Updates; n++)
        {
            sum += Rows * JointUpdateRace.Gradient(n);
        }

        return sum;
    }
}
