using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Gtp;

/// <summary>Sessions of a program that searches 40 simulations by UCT unless told otherwise, and never resigns.</summary>
internal static class GtpSession
{
    /// <summary>A small tree.</summary>
    public static SearchSettings Settings { get; } = new() { NodeCapacity = 50_000 };

    /// <summary>The answers to lines that come one after the other, whatever is answered.</summary>
    public static string Of(string[] lines, Func<GoGame, TreeSearch>? create = null, SearchBudget? budget = null)
    {
        using var input = new StringReader(string.Join('\n', lines) + "\n");
        using var output = new StringWriter();
        Run(input, output, create, budget);
        return output.ToString();
    }

    public static void Run(
        TextReader input, TextWriter output, Func<GoGame, TreeSearch>? create = null, SearchBudget? budget = null)
    {
        using var engine = new GtpEngine(new GtpSettings
        {
            Budget = budget ?? SearchBudget.Of(40),
            ResignBelow = -1,
            CreateSearch = create ?? (game => UctSettings.Create(game, Settings)),
        });
        engine.Run(input, output);
    }
}
