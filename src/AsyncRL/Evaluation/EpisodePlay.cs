using AsyncRL.Experience;
using AsyncRL.Observations;
using AsyncRL.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Evaluation;

/// <summary>An agent's episodes in one environment: a player whose steps go nowhere but into the returns.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class EpisodePlay : IParameterSource, IExperienceSink, IStepBudget
{
    private readonly Environment environment;
    private readonly IAgent agent;
    private readonly Func<bool> stops;
    private readonly AgentPolicy policy;
    private readonly Player player;

    /// <summary>Takes an environment and an agent over.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="agent">The agent that plays it.</param>
    /// <param name="stops">Whether play is to end before the next step.</param>
    public EpisodePlay(Environment environment, IAgent agent, Func<bool> stops)
    {
        this.environment = environment;
        this.agent = agent;
        this.stops = stops;
        var encoding = new ObservationEncoding(environment.ObservationSpace, convolves: false);
        ExperienceSchema schema = ExperienceSchema.For(environment);
        var rollout = new Rollout(schema, 1, 1);
        policy = new AgentPolicy(agent, environment.ActionSpace);
        player = new Player(new PlayerParts
        {
            Id = 0,
            Plan = new PlayPlan(environment.Unwrapped.GetType().Name, encoding, schema, new TrainingOptions()),
            Environments = [environment],
            Slots = new EvaluatedSlots(encoding.Length),
            Rollout = rollout,
            Policy = policy,
            Parameters = this,
            Sink = this,
            Steps = this,
            BeginsAtOnce = false,
            GoesOn = false,
            KeepsObservations = true,
        });
        policy.Player = player;
    }

    /// <summary>The raw return of the episode that was played last.</summary>
    public double Return => player.Worlds.EpisodeReturn(0);

    /// <summary>Its length in steps.</summary>
    public long Length => player.Worlds.EpisodeLength(0);

    /// <summary>What the environment measures of an episode; empty where it measures nothing.</summary>
    public IReadOnlyList<string> MeasureNames => player.Worlds.MeasureNames;

    /// <summary>What it measured of the episode that was played last, a number for each name.</summary>
    public double[] Measures { get; private set; } = [];

    bool IStepBudget.StopRequested => stops();

    long IStepBudget.Steps => 0;

    /// <summary>Plays an episode.</summary>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="episode">Number of the episode, from 0.</param>
    /// <param name="maxSteps">Steps after which it is cut.</param>
    /// <returns>False when it was cut.</returns>
    /// <exception cref="EvaluationFaultException">The environment or the agent failed.</exception>
    /// <exception cref="OperationCanceledException">Play was asked to stop.</exception>
    public bool Play(ulong seed, int episode, long maxSteps)
    {
        long step = 0;
        try
        {
            policy.Acts = true;
            agent.BeginEpisode(Seeds.Value(seed, episode, Seeds.Purpose.EvaluationActions));
            policy.Acts = false;
            player.BeginEpisodes(Seeds.Value(seed, episode, Seeds.Purpose.Evaluation));
            while (true)
            {
                step = Length + 1;
                if (!player.Play())
                {
                    break;
                }

                bool ended = player.Rollout.Terminated[0] || player.Rollout.Truncated[0];
                player.EndSegment();
                if (ended || Length == maxSteps)
                {
                    Measures = player.Worlds.Measures(0).ToArray();
                    return ended;
                }
            }
        }
        catch (EnvironmentFaultException fault)
        {
            throw fault.InnerException is { } thrown
                ? new EvaluationFaultException($"Environment '{environment.Unwrapped.GetType().Name}'", episode + 1, step, thrown)
                : new EvaluationFaultException(fault, episode + 1, step);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            string name = policy.Acts
                ? $"Agent '{agent.GetType().Name}'"
                : $"Environment '{environment.Unwrapped.GetType().Name}'";
            throw new EvaluationFaultException(name, episode + 1, step, fault);
        }

        throw new OperationCanceledException("The evaluation was asked to stop.");
    }

    long IParameterSource.Refresh() => 0;

    int IStepBudget.Claim(int wanted) => wanted;

    void IStepBudget.Return(int unplayed)
    {
    }
}
