using AsyncRL.Environments;
using AsyncRL.Evaluation;

namespace AsyncRL.Studies;

/// <summary>
/// An experiment of several trainings: which trials it has, and what their results say. <see cref="StudyRunner"/> runs it.
/// </summary>
public abstract class Study
{
    // Its standard error is 7 % of the spread of its episodes.
    private const int RandomEpisodes = 200;

    private readonly Lazy<double> randomScore;

    /// <summary>Checks what all studies are asked.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="varied">Options that the study itself sets, with what to use instead.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    private protected Study(StudyRequest request, IReadOnlyDictionary<string, string> varied)
    {
        request.Validate(varied);
        Request = request;
        Methods = [.. request.Methods.Select(m => StudyMethod.Parse(m).Name).Distinct()];
        VariedKeys = [.. varied.Keys];
        randomScore = new Lazy<double>(() => RandomScoreOf(request, Methods[0]));
    }

    /// <summary>The study's name in commands and folders, such as "speedup".</summary>
    public abstract string Kind { get; }

    /// <summary>Id of the environment.</summary>
    public string EnvironmentId => Request.EnvironmentId;

    /// <summary>Ids of all environments, each once.</summary>
    public virtual IReadOnlyList<string> EnvironmentIds => [EnvironmentId];

    /// <summary>Names of the methods, each once.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>All trials, seeds or draws outermost: any first part of them is balanced.</summary>
    public IReadOnlyList<StudyTrial> Trials { get; private protected init; } = [];

    /// <summary>Snapshots that are scored in each training; 0 for the final policy alone.</summary>
    public virtual int Points => 0;

    /// <summary>Episodes per evaluation.</summary>
    public int Episodes => Request.Episodes;

    /// <summary>Episodes of the evaluation of a training's final policy.</summary>
    public virtual int FinalEpisodes => Episodes;

    /// <summary>
    /// Episodes of each scored policy whose gradients are measured with and without its baseline; 0 for no such measurement.
    /// </summary>
    public virtual int GradientEpisodes => 0;

    /// <summary>Options that the study itself sets.</summary>
    internal IReadOnlyList<string> VariedKeys { get; }

    /// <summary>What is asked.</summary>
    internal StudyRequest Request { get; }

    /// <summary>Settings of this kind of study that decide about results, besides those that all have.</summary>
    internal abstract IEnumerable<(string Name, string Value)> OwnSettings { get; }

    /// <summary>
    /// Settings that may grow when the study is gone on with, because more of them only add trials:
    /// counts, and lists of names or numbers.
    /// </summary>
    internal abstract IReadOnlyList<string> GrowingSettings { get; }

    /// <summary>Mean return of the policy that chooses uniformly among the legal actions.</summary>
    private protected double RandomScore => randomScore.Value;

    /// <summary>What the results say, however many there are.</summary>
    /// <param name="results">Results of trials of this study, in their order.</param>
    /// <returns>The findings.</returns>
    public abstract StudyFindings Find(IReadOnlyList<TrialResult> results);

    /// <summary>A trial in words: what tells it from the others of this study.</summary>
    /// <param name="trial">The trial.</param>
    /// <returns>For example "a3c, 4 threads, seed 2".</returns>
    public abstract string Describe(StudyTrial trial);

    /// <summary>The environment of a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <returns>Its id.</returns>
    public string EnvironmentOf(StudyTrial trial) => trial.EnvironmentId ?? EnvironmentId;

    /// <summary>Options of a trial's environment, other than its defaults.</summary>
    internal virtual EnvironmentOptions EnvironmentOptionsOf(StudyTrial trial) => Request.EnvironmentOptions;

    /// <summary>Trainings of so many threads that run side by side.</summary>
    /// <param name="threads">Threads that one keeps busy.</param>
    /// <returns>At least 1.</returns>
    public virtual int JobsFor(int threads) => Request.Jobs ?? Math.Max(1, Request.Processors / threads);

    /// <summary>What every study's text says of scores.</summary>
    private protected string HowScored =>
        $"A score is the mean return of {Episodes} evaluation episodes, the same ones for every policy, " +
        "with the environment's own rewards; policies are copied while training and evaluated after it, so that evaluation " +
        "costs no training time.";

    /// <summary>What tables and legends show for a method.</summary>
    private protected static string Label(string method) => StudyMethod.LabelOf(method);

    /// <summary>Mean return of the policy that chooses uniformly among the legal actions.</summary>
    /// <param name="request">Names the environment.</param>
    /// <param name="method">A method, whose options say after how many steps an episode is cut.</param>
    private protected static double RandomScoreOf(StudyRequest request, string method) => Evaluator.RunRandom(
        TrialTraining.Maker(request.EnvironmentId, request.EnvironmentOptions, request.Resolve(method, []).MaxEpisodeSteps),
        RandomEpisodes, TrialTraining.EvaluationSeed, request.Resolve(method, []).Evaluation.MaxSteps, request.Processors)
        .MeanReturn;
}
