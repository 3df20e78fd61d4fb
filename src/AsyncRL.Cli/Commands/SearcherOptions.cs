using System.CommandLine;

namespace AsyncRL.Cli.Commands;

/// <summary>Refuses options of <c>play</c> and <c>gtp</c> that mean nothing to their searcher.</summary>
internal static class SearcherOptions
{
    /// <summary>Looks at what was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options of searches.</param>
    /// <param name="isRun">Whether the searcher is a run, and not uct.</param>
    /// <param name="uniform">The option for playouts without knowledge; null where the command has none.</param>
    /// <exception cref="UsageException">An option means nothing.</exception>
    public static void Check(ParseResult parsed, SearchOptions options, bool isRun, Option<bool>? uniform = null)
    {
        Refuse(!isRun && parsed.GetValue(options.Checkpoint) is not null, options.Checkpoint, "uct has no checkpoints");
        Refuse(!isRun && parsed.GetValue(options.Set) is { Length: > 0 }, options.Set, "it is for runs, and uct is none");
        if (uniform is not null)
        {
            Refuse(isRun && parsed.GetValue(uniform), uniform, "it is for uct; a run has a network and no playouts");
        }
    }

    private static void Refuse(bool refused, Option option, string reason)
    {
        if (refused)
        {
            throw new UsageException($"{option.Name}: {reason}; leave it out.");
        }
    }
}
