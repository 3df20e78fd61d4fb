// A3C in one file: algorithm S3 of "Asynchronous Methods for Deep Reinforcement Learning" (Mnih et al. 2016), on CartPole-v1.
//
//     dotnet run -c Release --project examples/OneFileA3C -- [--threads N] [--steps N] [--seed S] [--turns]
//
// Read it with the paper's supplement at hand: names are the paper's, and "S3:" begins a line of its pseudo-code. It needs two
// packages only: AsyncRL.Neural for the network, whose parameters are one flat vector, as is their gradient, and
// AsyncRL.Environments for the cart and the pole.
//
// Threads race on one theta, so no two runs are alike. With --turns the same actor-learners take turns, one segment each, and
// learn bit for bit what the program `asyncrl` learns (tests/OneFileA3C.Tests compares every float):
//
//     asyncrl train a3c --env CartPole-v1 --preset paper --set learning_rate=1.5e-3 --set t_max=20 --set whole_episodes=true
//         --deterministic --threads N --steps N --seed S
using System.Diagnostics;
using AsyncRL.Environments;
using AsyncRL.Neural;
using Environment = AsyncRL.Environments.Environment;

namespace OneFileA3C;

internal static class Program
{
    internal static int Main(string[] args)
    {
        int threads = System.Environment.ProcessorCount, steps = 500_000;
        ulong seed = 0;
        bool turns = false;
        for (int i = 0; i < args.Length; i++)
        {
            int option = i;
            bool understood = args[option] switch
            {
                "--threads" => int.TryParse(args.ElementAtOrDefault(++i), out threads) && threads is >= 1 and <= 1_000,
                "--steps" => int.TryParse(args.ElementAtOrDefault(++i), out steps) && steps is >= 1 and <= 1_000_000_000,
                "--seed" => ulong.TryParse(args.ElementAtOrDefault(++i), out seed),
                "--turns" => turns = true,
                _ => false,
            };
            if (!understood)
            {
                Console.Error.WriteLine(
                    $"'{string.Join(' ', args.Take(i + 1).Skip(option))}' is not understood; " +
                    "use --threads N (1 to 1000), --steps N (1 to 1000000000), --seed S (0 or more) and --turns.");
                return 2;
            }
        }

        Console.WriteLine($"CartPole-v1: {steps:N0} steps, {threads} {(turns ? "actors in turns" : "threads")}, seed {seed}");
        var clock = Stopwatch.StartNew();
        var a3c = new A3C(() => EnvironmentRegistry.Default.Make("CartPole-v1"), seed, steps)
        {
            Progress = (step, mean) => Console.WriteLine($"{step,13:N0} steps   mean return of 100 episodes {mean,5:F1}"),
        };
        a3c.Train(threads, turns);
        Console.WriteLine($"Trained in {clock.Elapsed.TotalSeconds:F1} s.");

        // Gymnasium calls CartPole-v1 solved from a mean return of 475 on; 500 is the most there is.
        double[] returns = a3c.Evaluate(episodes: 20);
        Console.WriteLine(
            $"Greedy policy, {returns.Length} episodes: mean return {returns.Average():F1} " +
            $"({returns.Min()} to {returns.Max()}). " +
            (returns.Average() >= 475 ? "Solved." : "Not solved: try more --steps, or another --seed."));
        return 0;
    }
}

/// <summary>What the actor-learners share, and the pseudo-code that each of them follows.</summary>
internal sealed class A3C(Func<Environment> makeEnvironment, ulong seed, int T_max)
{
    // Settings of the paper's Atari runs, but for t_max (5 there) and the learning rate (drawn from 1e-4 to 1e-2 there).
    private const int t_max = 20;            // the longest segment: steps of an actor between two of its updates
    private const float gamma = 0.99f;       // discount
    private const float beta = 0.01f;        // weight of the policy's entropy H, which keeps it exploring
    private const double eta_0 = 1.5e-3;     // learning rate at T = 0; it falls linearly to 0 at T_max
    private const float maxNorm = 40f;       // a longer gradient is scaled down to this (public A3C code; the paper is silent)
    // RMSProp: g <- alpha g + (1 - alpha) dtheta^2, theta <- theta - eta dtheta / sqrt(g + epsilon), each number by itself
    private static readonly RmsProp rmsProp = new(alpha: 0.99f, epsilon: 0.1f);

    // CartPole's 4 numbers, two hidden layers, and two outputs: the logits z of pi(a | s) for its 2 actions, and V(s).
    private static readonly NetworkDescription description = new(
        [4], [new DenseLayer(64, Activation.ReLU), new DenseLayer(64, Activation.ReLU)],
        [new Head("policy", 2), new Head("value", 1)]);
    private const int Policy = 0, Value = 1;

    // S3: Assume global shared parameter vectors theta and theta_v and global shared counter T = 0
    // Policy and value share their hidden layers, as in the paper, so one vector holds both. All actors read and write theta and
    // g at once, with plain loads and stores and no lock (Hogwild!). No float is ever torn, but when two actors change the same
    // one, one of the changes may be lost, and an actor that copies theta may get a part of an update without the rest. T is
    // counted by interlocked additions and loses none; on threads it may pass T_max by a step of each other actor.
    internal readonly ParameterVector theta = new(description.Parameters);
    internal readonly OptimizerState g = rmsProp.CreateState(description.Parameters); // Shared RMSProp: one mean square for all
    private int T;

    /// <summary>Trains for T_max steps of all actors together.</summary>
    internal void Train(int actors, bool inTurns)
    {
        description.Initialize(theta.Span, Initialization.FanInUniform, Random(0, For.Initialization).NextDouble);

        // Each MoveNext plays a segment and learns from it: ActorLearner runs on to its next `yield return`.
        IEnumerator<int>[] learners = [.. Enumerable.Range(0, actors).Select(id => ActorLearner(id).GetEnumerator())];
        if (inTurns)
        {
            while (T < T_max)
            {
                Array.ForEach(learners, learner => learner.MoveNext());
            }

            return;
        }

        Thread[] threads = [.. learners.Select(learner => new Thread(() => { while (learner.MoveNext()) { } }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    // S3: Asynchronous advantage actor-critic - pseudocode for each actor-learner thread
    private IEnumerable<int> ActorLearner(int id)
    {
        // S3: Assume thread-specific parameter vectors theta' and theta'_v
        // Row k of the network belongs to step t_start + k: its state, the outputs for it, and the gradient of these.
        var thetaPrime = new ParameterVector(description.Parameters);
        var network = new Network(description, slots: t_max + 1, thetaPrime);
        var pi = new float[description.Heads[Policy].Width];
        var (a, r) = (new int[t_max], new float[t_max]);
        Pcg64 random = Random(id, For.Actions);
        Environment environment = makeEnvironment();
        environment.Reset(Random(id, For.World).NextUInt64(), network.Input(0));
        double episodeReturn = 0;

        int t = 1;                                       // S3: Initialize thread step counter t <- 1
        while (T < T_max)                                // S3: repeat ... until T > T_max (here T_max itself ends it)
        {
            // S3: Reset gradients: dtheta <- 0 and dtheta_v <- 0 (Backward, below, writes over the last ones)
            thetaPrime.CopyFrom(theta);                  // S3: Synchronize thread-specific parameters theta' = theta
            int t_start = t;                             // S3: t_start = t, Get state s_t (it is in row 0 already)
            StepResult step;
            do
            {
                // S3: Perform a_t according to policy pi(a_t | s_t; theta')
                int k = t - t_start;
                network.Forward(k, 1);                   // of 1 row, beginning with row k
                Categorical.Softmax(network.Output(k, Policy), [], pi); // []: a mask of legal actions, empty for all of them
                a[k] = Categorical.Sample(pi, random.NextDouble());

                // S3: Receive reward r_t and new state s_t+1
                step = environment.Step(a[k], network.Input(k + 1));
                r[k] = (float)step.Reward;
                episodeReturn += step.Reward;
                t++;                                     // S3: t <- t + 1
                Interlocked.Increment(ref T);            // S3: T <- T + 1
            }
            while (!step.EpisodeEnded && t - t_start != t_max && T < T_max); // S3: until terminal s_t or t - t_start == t_max

            // S3: R = 0 for terminal s_t, V(s_t, theta'_v) for non-terminal s_t    // Bootstrap from last state
            // S3 knows no time limits: whatever ends an episode, a fall or the limit of 500 steps, makes its last state terminal.
            int last = t - t_start;
            network.Forward(last, 1);
            float R = step.EpisodeEnded ? 0f : network.Output(last, Value)[0];
            float A = 0f, nextV = R;
            for (int i = t - 1; i >= t_start; i--)       // S3: for i in {t - 1, ..., t_start} do
            {
                // S3: R <- r_i + gamma R
                // The program sums up the advantage A = R - V(s_i) instead, and so does this file, for the same rounding: with
                // R = A + V on both sides, the line reads A <- r_i + gamma V(s_i+1) - V(s_i) + gamma A.
                int k = i - t_start;
                float V = network.Output(k, Value)[0];
                A = r[k] + gamma * nextV - V + gamma * A;
                R = A + V;
                nextV = V;

                // S3: dtheta <- dtheta + grad log pi(a_i | s_i; theta') (R - V(s_i; theta'_v)), and beta grad H(pi) of section 4
                // With respect to the logits z, d log pi(a) / dz_j = [j = a] - pi_j and dH / dz_j = -pi_j (log pi_j + H). S3
                // climbs and the optimizer descends, so all signs are turned. Backward, below, goes on from z to theta'.
                Categorical.Softmax(network.Output(k, Policy), [], pi);
                float H = Categorical.Entropy(pi);
                Span<float> dz = network.OutputGradient(k, Policy);
                for (int j = 0; j < pi.Length; j++)
                {
                    dz[j] = pi[j] * A + (pi[j] > 0f ? beta * pi[j] * (MathF.Log(pi[j]) + H) : 0f); // 0 log 0 is 0
                }

                dz[a[k]] -= A;

                // S3: dtheta_v <- dtheta_v + d (R - V(s_i; theta'_v))^2 / dtheta'_v (times 1/2, as the authors ran it)
                network.OutputGradient(k, Value)[0] = V - R;
            }

            // S3: Perform asynchronous update of theta using dtheta and of theta_v using dtheta_v
            network.Backward(0, last);                   // dtheta, summed over `last` rows, beginning with row 0
            float eta = (float)LearningRates.At(LearningRateSchedule.Linear, eta_0, T, T_max);
            if (float.IsFinite(network.GradientNorm))    // a dtheta that is not finite would spoil theta for all actors
            {
                network.ApplyGradient(rmsProp, theta, g, eta, GradientMath.ClipScale(network.GradientNorm, maxNorm));
            }

            if (step.EpisodeEnded)
            {
                Note(episodeReturn);
                episodeReturn = 0;
                environment.Reset(seed: null, network.Input(last));
            }

            network.Input(last).CopyTo(network.Input(0));
            yield return T;                              // with --turns it is the next actor's turn
        }
    }

    /// <summary>Returns of whole episodes, played with the most probable actions of theta.</summary>
    internal double[] Evaluate(int episodes)
    {
        var network = new Network(description, slots: 1, theta, learns: false);
        Environment environment = makeEnvironment();
        var returns = new double[episodes];
        for (int episode = 0; episode < episodes; episode++)
        {
            environment.Reset(Random(episode, For.Evaluation).NextUInt64(), network.Input(0));
            for (StepResult step = default; !step.EpisodeEnded; returns[episode] += step.Reward)
            {
                network.Forward(0, 1);
                step = environment.Step(Categorical.ArgMax(network.Output(0, Policy)), network.Input(0));
            }
        }

        return returns;
    }

    // Every actor has a stream of random numbers for each purpose, so that adding an actor changes no other stream.
    private enum For : uint { Initialization, Actions, World, Evaluation }

    private Pcg64 Random(int actor, For purpose) => new(new SeedSequence(seed, (uint)actor, (uint)purpose, 0));

    // The last 100 returns of all actors, under a lock that an actor takes once per episode.
    internal readonly double[] lastReturns = new double[100];
    private int episodes, nextReport = T_max / 10;

    internal Action<int, double>? Progress { get; init; } // told T and the mean of these returns, about nine times per run

    private void Note(double episodeReturn)
    {
        lock (lastReturns)
        {
            lastReturns[episodes++ % lastReturns.Length] = episodeReturn;
            if (T >= nextReport)
            {
                nextReport += T_max / 10;
                Progress?.Invoke(T, lastReturns.Take(episodes).Average());
            }
        }
    }
}
