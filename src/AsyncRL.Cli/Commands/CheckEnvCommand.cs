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
        var command = new Command("check-env", "Look for the mistakes that make training go wrong silently: asyncrl check-env CartPole-v1") { id };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(id)!;
            EnvironmentRegistry.Default.Find(name);
            CheckReport report = EnvironmentChecker.Check(() => EnvironmentRegistry.Default.Make(name));
            foreach (string check in report.Checks)
            {
                Finding[] found = [.. report.Findings.Where(f => f.Check == check)];
                string verdict = found.Length == 0 ? "ok" : found.Any(f => f.Severity == Severity.Error) ? "ERROR" : "warning";
                terminal.Out.WriteLine($"{verdict,-8} {check}");
                foreach (Finding finding in found)
                {
                    terminal.Out.WriteLine($"         {finding.Message}");
                }
            }

            int errors = report.Findings.Count(f => f.Severity == Severity.Error);
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {errors} errors, {report.Findings.Count - errors} warnings; {report.BytesPerStep:F0} bytes a step, {report.StepsPerSecond:N0} steps/s"));
            return report.Passed ? 0 : 1;
        });
        return command;
    }
}
