using MathNet.Numerics.LinearAlgebra;

namespace LlmCostSim.Calibration;

/// <summary>State of one fit: the point reached, in units of each constant's range, its residuals and its objective.</summary>
internal sealed class FitSearch
{
    /// <summary>
    /// Below this relative error a row counts quadratically, above it linearly, so that the fit heads for the mean absolute percentage error
    /// and not for the outliers.
    /// </summary>
    internal const double QuadraticBelow = 0.02;

    /// <summary>
    /// Scatter of a row (scale of a Laplace distribution of its log residual) against which priors are weighed: what kernel models leave.
    /// </summary>
    internal const double RowScatter = 0.1;

    // Step of the numeric derivatives as a fraction of a constant's range: wide enough to bridge the steps of tile and wave counts.
    private const double DifferenceStep = 0.003;

    private readonly double[] _logMeasured;
    private readonly double[] _scratch;
    private readonly FitModel _model;
    private readonly IReadOnlyList<double>? _weights;
    private readonly FitOptions _options;
    private readonly double[] _point;
    private readonly double[] _start;
    private readonly double[] _priors;
    private double _objective;

    internal FitSearch(
        IReadOnlyList<FitParameter> parameters,
        IReadOnlyList<double> measured,
        FitModel model,
        IReadOnlyList<double>? weights,
        FitOptions options
    )
    {
        Parameters = parameters;
        _logMeasured = measured.Select(value => Math.Log(value)).ToArray();
        _scratch = new double[measured.Count];
        (_model, _options) = (model, options);
        _weights = weights is { Count: > 0 } ? weights : null;
        _point = parameters.Select(parameter => parameter.ToUnit(parameter.Start)).ToArray();
        _start = _point.ToArray();
        _priors = parameters.Select(parameter => RowScatter * parameter.PriorCurvature).ToArray();
        Residuals = new double[measured.Count];
        Values = new double[parameters.Count];
        _objective = Evaluate(_point, Residuals);
        SetValues();
    }

    internal IReadOnlyList<FitParameter> Parameters { get; }

    internal double[] Residuals { get; }

    internal double[] Values { get; }

    internal double Weight(int row) => _weights is null ? 1 : _weights[row];

    /// <summary>Weight that makes a squared residual stand for what the objective counts of a row.</summary>
    internal double RobustWeight(int row)
    {
        var residual = Residuals[row];
        if (!_options.Relative)
        {
            return Weight(row) / Cost(residual);
        }

        var relative = Math.Exp(residual) - 1;
        return Weight(row) * (residual == 0 ? 1 : relative * (1 + relative) / residual) / Cost(residual);
    }

    /// <summary>Curvature that the prior of a constant adds to the objective; 0 without one.</summary>
    internal double Prior(int index) => _priors[index];

    internal bool IsFree(int index) => !Parameters[index].IsFixed && _point[index] is > 1e-9 and < 1 - 1e-9;

    /// <summary>Levenberg-Marquardt until steps stop paying.</summary>
    internal void Descend()
    {
        var damping = 1e-3;
        for (var step = 0; step < _options.MaximumIterations; step++)
        {
            var before = _objective;
            var (hessian, gradient, free) = NormalEquations();
            var accepted = false;
            for (var attempt = 0; attempt < 8 && free.Length > 0 && !accepted; attempt++)
            {
                accepted = TryStep(hessian, gradient, free, damping);
                damping = accepted ? Math.Max(damping / 5, 1e-7) : damping * 6;
            }

            if (!accepted || before - _objective < _options.Tolerance * before)
            {
                return;
            }
        }
    }

    /// <summary>Coordinate search with shrinking steps.</summary>
    internal void Polish()
    {
        var steps = _point.Select(_ => 0.03).ToArray();
        var trial = _point.ToArray();
        var residuals = new double[Residuals.Length];
        for (var round = 0; round < _options.PolishRounds; round++)
        {
            for (var i = 0; i < trial.Length; i++)
            {
                if (!Parameters[i].IsFixed)
                {
                    var moved = TryMove(trial, residuals, i, steps[i]) || TryMove(trial, residuals, i, -steps[i]);
                    steps[i] *= moved ? 1.3 : 0.45;
                }
            }
        }

        SetValues();
    }

    /// <summary>Derivatives of every row's residual, one array per constant.</summary>
    internal double[][] Jacobian()
    {
        var jacobian = new double[_point.Length][];
        var trial = _point.ToArray();
        var residuals = new double[Residuals.Length];
        for (var i = 0; i < _point.Length; i++)
        {
            jacobian[i] = new double[Residuals.Length];
            if (Parameters[i].IsFixed)
            {
                continue;
            }

            var step = _point[i] + DifferenceStep > 1 ? -DifferenceStep : DifferenceStep;
            trial[i] = _point[i] + step;
            Evaluate(trial, residuals);
            trial[i] = _point[i];
            for (var row = 0; row < residuals.Length; row++)
            {
                jacobian[i][row] = (residuals[row] - Residuals[row]) / step;
            }
        }

        return jacobian;
    }

    private (Matrix<double> Hessian, Vector<double> Gradient, int[] Free) NormalEquations()
    {
        var jacobian = Jacobian();
        var gradient = new double[_point.Length];
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = _priors[i] * (_point[i] - _start[i]);
            for (var row = 0; row < Residuals.Length; row++)
            {
                gradient[i] += RobustWeight(row) * jacobian[i][row] * Residuals[row];
            }
        }

        // A constant on a bound takes part again as soon as the descent leads back inside.
        var free = Enumerable
            .Range(0, _point.Length)
            .Where(i => !Parameters[i].IsFixed && !(_point[i] <= 0 && gradient[i] > 0) && !(_point[i] >= 1 && gradient[i] < 0))
            .ToArray();
        var hessian = Matrix<double>.Build.Dense(Math.Max(free.Length, 1), Math.Max(free.Length, 1));
        var weights = Enumerable.Range(0, Residuals.Length).Select(RobustWeight).ToArray();
        for (var i = 0; i < free.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                hessian[i, j] = hessian[j, i] = Product(weights, jacobian[free[i]], jacobian[free[j]]);
            }

            hessian[i, i] += _priors[free[i]];
        }

        return (hessian, Vector<double>.Build.DenseOfEnumerable(free.Select(i => gradient[i]).DefaultIfEmpty(0)), free);
    }

    private static double Product(double[] weights, double[] a, double[] b)
    {
        var sum = 0.0;
        for (var row = 0; row < weights.Length; row++)
        {
            sum += weights[row] * a[row] * b[row];
        }

        return sum;
    }

    private bool TryStep(Matrix<double> hessian, Vector<double> gradient, int[] free, double damping)
    {
        var damped = hessian.Clone();
        var floor = 1e-9 * Math.Max(hessian.Diagonal().Maximum(), 1e-300);
        for (var i = 0; i < free.Length; i++)
        {
            damped[i, i] += (damping * hessian[i, i]) + floor;
        }

        var direction = damped.Solve(gradient);
        var trial = _point.ToArray();
        for (var i = 0; i < free.Length; i++)
        {
            trial[free[i]] = Math.Clamp(trial[free[i]] - direction[i], 0, 1);
        }

        var residuals = new double[Residuals.Length];
        return Accept(trial, residuals);
    }

    private bool TryMove(double[] trial, double[] residuals, int index, double step)
    {
        trial[index] = Math.Clamp(_point[index] + step, 0, 1);
        if (trial[index] != _point[index] && Accept(trial, residuals))
        {
            return true;
        }

        trial[index] = _point[index];
        return false;
    }

    private bool Accept(double[] trial, double[] residuals)
    {
        var objective = Evaluate(trial, residuals);
        if (!(objective < _objective))
        {
            return false;
        }

        _objective = objective;
        trial.CopyTo(_point, 0);
        residuals.CopyTo(Residuals, 0);
        SetValues();
        return true;
    }

    private void SetValues()
    {
        for (var i = 0; i < _point.Length; i++)
        {
            Values[i] = Parameters[i].FromUnit(_point[i]);
        }
    }

    private double Cost(double residual)
    {
        var error = _options.Relative ? Math.Exp(residual) - 1 : residual;
        return Math.Sqrt((error * error) + (QuadraticBelow * QuadraticBelow));
    }

    private double Evaluate(double[] point, double[] residuals)
    {
        Span<double> values = stackalloc double[point.Length];
        for (var i = 0; i < point.Length; i++)
        {
            values[i] = Parameters[i].FromUnit(point[i]);
        }

        _model(values, _scratch);
        var objective = 0.0;
        for (var row = 0; row < _scratch.Length; row++)
        {
            residuals[row] = Math.Log(_scratch[row]) - _logMeasured[row];
            objective += Weight(row) * Cost(residuals[row]);
        }

        for (var i = 0; i < point.Length; i++)
        {
            objective += 0.5 * _priors[i] * (point[i] - _start[i]) * (point[i] - _start[i]);
        }

        return double.IsNaN(objective) ? double.PositiveInfinity : objective;
    }
}
