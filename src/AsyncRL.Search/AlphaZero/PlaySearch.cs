using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// How a trained network searches when it plays: as its run did, but from more moves at the root where there are simulations for
/// them, unless it is told otherwise.
/// </summary>
public static class PlaySearch
{
    /// <summary>
    /// The moves that a Gumbel search considers at the root from <see cref="ManySimulations"/> on, if not more: the m = 16 of
    /// Danihelka et al. 2022. In self-play, with 16 simulations, half of that is better.
    /// </summary>
    public const int Considered = 16;

    /// <summary>Simulations a move from which <see cref="Considered"/> holds: four for each of these moves.</summary>
    public const int ManySimulations = 64;

    private const string Group = "alphazero.";

    /// <summary>What may be set for play: keys of <see cref="AlphaZeroOptions"/>.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["search", "considered", "c_visit", "c_scale", "c_puct", "symmetries"];

    /// <summary>The options of a search for play.</summary>
    /// <param name="run">A run's folder, whose own options are the defaults; or a model file, for alphazero's.</param>
    /// <param name="simulations">Simulations a move; <see cref="long.MaxValue"/> where time alone ends a search.</param>
    /// <param name="given">Keys, of <see cref="Keys"/> or with <c>alphazero.</c> before them, and values that win over the
    /// run's.</param>
    /// <exception cref="OptionException">There is no such key, or a value does not fit.</exception>
    /// <exception cref="RunFolderException">The folder is no run, or damaged.</exception>
    public static AlphaZeroOptions Of(string run, long simulations, IEnumerable<(string Key, string Value)>? given = null)
    {
        AlgorithmCatalog.Register(typeof(AlphaZero).Assembly);
        AlphaZeroOptions options = Directory.Exists(run)
            ? RunFolder.Open(run).ReadConfiguration().Options.Group<AlphaZeroOptions>()
            : new AlphaZeroOptions();
        options = options with
        {
            Considered = simulations >= ManySimulations ? Math.Max(Considered, options.Considered) : options.Considered,
        };
        foreach ((string key, string value) in given ?? [])
        {
            options = With(options, key, value);
        }

        return options;
    }

    private static AlphaZeroOptions With(AlphaZeroOptions options, string key, string value)
    {
        string name = key.StartsWith(Group, StringComparison.Ordinal) ? key[Group.Length..] : key;
        if (!Keys.Contains(name))
        {
            throw new OptionException(
                $"'{key}' is no setting of a run that plays" +
                $"{(ClosestMatch.Find(name, Keys) is { } closest ? $"; did you mean '{closest}'?" : ".")} It reads " +
                $"{string.Join(", ", Keys)}.");
        }

        AlphaZeroOptions read = ResolvedConfiguration.Resolve(
            "alphazero", string.Empty, [new OptionLayer($"{key}={value}", [(Group + name, value)])])
            .Options.Group<AlphaZeroOptions>();
        return name switch
        {
            "search" => options with { Search = read.Search },
            "considered" => options with { Considered = read.Considered },
            "c_visit" => options with { CVisit = read.CVisit },
            "c_scale" => options with { CScale = read.CScale },
            "c_puct" => options with { CPuct = read.CPuct },
            _ => options with { Symmetries = read.Symmetries },
        };
    }
}
