using System.CommandLine;
using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Environments.Checking;

namespace AsyncRL.Cli.Commands;

/// <summary><c>check-env</c>: looks for mistakes in an environment.</summary>
internal static class CheckEnvCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("id") { Description = "Id of the environment; see 'list environments'." };
        var command = new Command(
            "check-env", "Looks for the mistakes that make training go wrong silently: asyncrl check-env CartPole-v1")
        {
            id, EnvironmentSettings.Option,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(id)!;
            EnvironmentOptions options = EnvironmentSettings.For(parsed, name);
            EnvironmentOptionException? refused = null;
            CheckReport report = EnvironmentChecker.Check(() =>
            {
                try
                {
                    return EnvironmentRegistry.Default.Make(name, options);
                }
                catch (EnvironmentOptionException e)
                {
                    refused = e;
                    throw;
                }
            });
            if (refused is not null)
            {
                // The user's mistake, not the environment's.
                throw new UsageException(refused.Message);
            }

            foreach (string check in report.Checks)
            {
                Finding[] found = [.. report.Findings.Where(f => f.Check == check)];
                string verdict = found.Length == 0 ? "ok" : found.Max(f => f.Severity) switch
                {
                    Severity.Error => "ERROR",
                    Severity.Warning => "warning",
                    _ => "note",
                };
                terminal.Out.WriteLine($"{verdict,-8} {check}");
                foreach (Finding finding in found)
                {
                    terminal.Out.WriteLine($"         {finding.Message}");
                }
            }

            string cost = double.IsNaN(report.StepsPerSecond)
                ? "the cost of a step was not measured"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.BytesPerStep:N0} bytes per step, {report.BytesPerReset:N0} per reset, {report.StepsPerSecond:N0} " +
                    $"steps/s on one thread");
            terminal.Out.WriteLine($"{name}: {Count(Severity.Error, "error")}, {Count(Severity.Warning, "warning")}; {cost}");
            return report.Passed ? 0 : 1;

            string Count(Severity severity, string what)
            {
                int count = report.Findings.Count(f => f.Severity == severity);
                return $"{count} {what}{(count == 1 ? string.Empty : "s")}";
            }
        });
        return command;
    }
}
