using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// An agent at play, one step at a time. In every state the action is chosen as soon as the state is reached, so that what is shown of the policy belongs to the
/// picture beside it.
/// </summary>
internal sealed class WatchedPlay
{
    private readonly PolicyMode mode;
    private readonly float[] observation;
    private readonly bool[] legal;
    private int discrete;

    public WatchedPlay(TrainedPolicy policy, Environment environment, PolicyMode mode)
    {
        Environment = environment;
        Kind = policy.Description.Kind;
        Actor = policy.CreateActor();
        this.mode = mode;
        observation = new float[environment.ObservationSpace.Length];
        legal = environment.HasActionMask ? new bool[environment.ActionSpace.MaskWidth] : [];
        int actions = environment.ActionSpace is Discrete { Count: int count } ? count : environment.ActionSpace.Length;
        IReadOnlyList<string> names = (environment.Unwrapped as IDrawable)?.ActionNames ?? [];

        // A wrapper may have given the environment other actions than those it can name.
        ActionNames = names.Count == actions ? names : [.. Enumerable.Range(0, actions).Select(a => a.ToString(CultureInfo.InvariantCulture))];
    }

    public Environment Environment { get; }

    public PolicyActor Actor { get; }

    public PolicyKind Kind { get; }

    /// <summary>A name, or else the number, per discrete action or number of a continuous action.</summary>
    public IReadOnlyList<string> ActionNames { get; }

    /// <summary>From 1.</summary>
    public int Episode { get; private set; }

    /// <summary>Steps of the episode so far.</summary>
    public long Step { get; private set; }

    /// <summary>Sum of the episode's rewards so far.</summary>
    public double Return { get; private set; }

    public ReadOnlySpan<float> Observation => observation;

    /// <summary>How the episode ended; null while it goes on.</summary>
    public string? End { get; private set; }

    /// <summary>The action that comes next, or that came last when the episode is over: an index, or -1 where actions are continuous.</summary>
    public int Discrete => Kind == PolicyKind.Gaussian ? -1 : discrete;

    /// <summary>The action that comes next, or that came last when the episode is over, in words.</summary>
    public string ActionText => Kind == PolicyKind.Gaussian
        ? string.Join(' ', Actor.Scores.ToArray().Select(x => x.ToString("F2", CultureInfo.InvariantCulture)))
        : discrete.ToString(CultureInfo.InvariantCulture);

    /// <summary>Begins the next episode.</summary>
    /// <param name="seed">Seed of the environment and of drawn actions.</param>
    public void Begin(ulong seed)
    {
        Environment.Reset(seed, observation);
        Actor.Reseed(seed);
        Actor.BeginEpisode();
        (Episode, Step, Return, End) = (Episode + 1, 0, 0, null);
        Choose();
    }

    /// <summary>Plays the action that was chosen.</summary>
    public void Advance()
    {
        StepResult result = Environment.Step(
            Kind == PolicyKind.Gaussian ? Actor.Scores : new EnvironmentAction(discrete), observation);
        Step++;
        Return += result.Reward;
        End = result.EpisodeEnded ? "episode over" : Step >= Evaluator.DefaultMaxSteps ? "cut here, it goes on" : null;
        if (End is null)
        {
            Choose();
        }
    }

    private void Choose()
    {
        if (legal.Length > 0)
        {
            Environment.WriteActionMask(legal);
        }

        discrete = Actor.Choose(observation, mode, legal).Discrete;
    }
}
